import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { rabbitmqServer, startRabbitmq, type TestRabbitmq } from '../../../testing/rabbitmq.ts'
import { plain, type ReceivedSpan, startReceiver, type TestReceiver } from '../../../testing/receiver.ts'
import { runApp } from '../../../testing/run-app.ts'

const versions = ['amqplib-0.10', 'amqplib-2']

/** An app of either kind of module; `work` has what it imports under the names of the packages' exports. */
const forms = (path: string, work: string, pathOfImport = path) => ({
  'app.mjs': `import amqp from '${pathOfImport}'; import { context, trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `const amqp = require('${path}'); const { context, trace } = require('@opentelemetry/api'); ${work}`,
})

const start = `
const tracer = trace.getTracer('app')
const { URL, QUEUE } = process.env
const headers = Object.freeze({ traceparent: 'old', tracestate: 'old', type: 'order' })
process.on('unhandledRejection', error => console.log('unhandled', error.message))
`

const withPromises = `${start}
const run = async () => {
  const connection = await amqp.connect(URL)
  const channel = await connection.createConfirmChannel()
  await channel.assertQueue(QUEUE)
  const options = { headers, messageId: 'm1' }
  await tracer.startActiveSpan('request', async request => {
    await new Promise(resolve => channel.sendToQueue(QUEUE, Buffer.from('secret'), options, error => {
      tracer.startSpan('confirmed').end()
      resolve(error)
    }))
    request.end()
  })
  channel.sendToQueue(QUEUE, Buffer.from('bad'))
  await channel.waitForConfirms()
  await new Promise(resolve => channel.consume(QUEUE, async message => {
    channel.ack(message)
    await new Promise(setImmediate)
    const span = tracer.startSpan('inner')
    span.end()
    const { traceparent, tracestate, type } = message.properties.headers
    console.log(String(message.content), traceparent?.length, tracestate, type)
    if (String(message.content) === 'secret') return
    setImmediate(resolve)
    throw new Error('no stock')
  }))
  await connection.close()
}
run()
`

const withCallbacks = `${start}
amqp.connect(URL, (_, connection) => connection.createChannel((_, channel) => {
  channel.assertQueue(QUEUE, {}, () => channel.assertExchange('shop-' + QUEUE, 'topic', {}, () =>
    channel.bindQueue(QUEUE, 'shop-' + QUEUE, 'order.*', {}, () => {
      const args = channel.publish('shop-' + QUEUE, 'order.new', Buffer.from('secret'), { headers, correlationId: 'c1' })
      console.log(args, channel.consume.length, channel.publish.length)
      channel.consume(QUEUE, message => {
        setTimeout(() => {
          tracer.startSpan('inner').end()
          channel.ack(message)
          console.log(message.properties.headers.traceparent.length)
          connection.close()
        }, 1)
      })
    })))
}))
`

const gettingWithPromises = `${start}
const run = async () => {
  const connection = await amqp.connect(URL)
  const channel = await connection.createChannel()
  channel.on('error', () => {})
  await channel.assertQueue(QUEUE)
  await tracer.startActiveSpan('request', async request => {
    channel.sendToQueue(QUEUE, Buffer.from('secret'), { headers, messageId: 'm1' })
    request.end()
  })
  await tracer.startActiveSpan('job', async job => {
    let message = false
    while (!message) message = await channel.get(QUEUE)
    channel.ack(message)
    tracer.startSpan('inner').end()
    console.log(String(message.content), message.properties.headers.type, await channel.get(QUEUE), channel.get.length)
    await channel.get('nowhere').catch(error => console.log(error.code ?? error.message))
    job.end()
  })
  await connection.close()
}
run()
`

const gettingWithCallbacks = `${start}
amqp.connect(URL, (_, connection) => connection.createChannel((_, channel) => {
  const job = tracer.startSpan('job')
  // Not from the callback: in 0.10 it is not called. Later, as the channel has an answer to write.
  channel.on('error', () => setImmediate(() => {
    job.end()
    connection.close()
  }))
  channel.assertQueue(QUEUE, {}, () => {
    tracer.startActiveSpan('request', request => {
      channel.sendToQueue(QUEUE, Buffer.from('secret'), { headers, messageId: 'm1' })
      request.end()
    })
    const next = () => channel.get(QUEUE, {}, (error, message) => {
      if (!message) return next()
      channel.ack(message)
      tracer.startSpan('inner').end()
      channel.get(QUEUE, {}, (error, empty) => {
        console.log(String(message.content), message.properties.headers.type, empty, channel.get.length)
        channel.get('nowhere', {}, error => console.log(error.code ?? error.message))
      })
    })
    context.with(trace.setSpan(context.active(), job), next)
  })
}))
`

describe('amqplib', { skip: rabbitmqServer.skip, concurrency: 4 }, () => {
  let receiver: TestReceiver
  let rabbitmq: TestRabbitmq
  before(async () => {
    ;[receiver, rabbitmq] = await Promise.all([startReceiver(), startRabbitmq()])
  })
  after(() => Promise.all([receiver.close(), rabbitmq.close()]))

  async function run(library: string, file: string, source: string, env: Record<string, string> = {}) {
    const name = `${library}-${file}-${Object.keys(env).length}-${source.length}`
    const app = runApp({
      ...{ file, source, library },
      env: {
        ...{ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: name, URL: rabbitmq.url, QUEUE: name },
        ...env,
      },
    })
    assert.equal(await app.exited, 0, app.stderr())
    const spans = receiver.spans.filter(({ serviceName }) => serviceName === name).map(({ span }) => span)
    return { name, spans, stdout: app.stdout().split('\n').slice(0, -1) }
  }

  for (const library of versions) {
    for (const [file, source] of Object.entries(forms('amqplib', withPromises))) {
      test(`promises and confirms: ${library}, ${file}`, async () => {
        const { name, spans, stdout } = await run(library, file, source)
        assert.deepEqual(stdout, ['secret 55 undefined order', 'bad 55 undefined undefined', 'unhandled no stock'])
        const [request] = named(spans, 'request')
        const [send, sendBad] = named(spans, `send ${name}`)
        const [processed, processedBad] = named(spans, `process ${name}`)
        const [inner, innerBad] = named(spans, 'inner')
        const [confirmed] = named(spans, 'confirmed')
        assert.equal(spans.length, 8)
        assert.deepEqual(
          [send, processed, inner, confirmed].map(span => span?.parentSpanId),
          [request?.spanId, send?.spanId, processed?.spanId, request?.spanId],
        )
        assert.deepEqual([send?.kind, processed?.kind], [4, 5])
        assert.deepEqual(plain(send?.attributes ?? []), {
          'messaging.system.name': 'rabbitmq',
          'messaging.operation.name': 'send',
          'messaging.operation.type': 'send',
          'messaging.destination.name': name,
          'server.address': '127.0.0.1',
          'server.port': BigInt(rabbitmq.port),
          'messaging.message.id': 'm1',
          'rabbitmq.destination.routing_key': name,
        })
        assert.deepEqual(plain(processed?.attributes ?? []), {
          'messaging.system.name': 'rabbitmq',
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
          'messaging.destination.name': name,
          'server.address': '127.0.0.1',
          'server.port': BigInt(rabbitmq.port),
          'messaging.message.id': 'm1',
          'rabbitmq.destination.routing_key': name,
          'rabbitmq.message.delivery_tag': 1n,
        })
        assert.deepEqual([processedBad?.parentSpanId, innerBad?.parentSpanId], [sendBad?.spanId, processedBad?.spanId])
        assert.deepEqual(processedBad?.status, { code: 2, message: 'no stock' })
        assert.equal(plain(processedBad?.attributes ?? [])['error.type'], 'Error')
        assert.ok(inner && processed && processed.endTimeUnixNano >= inner.endTimeUnixNano, 'ends with the promise')
      })
    }

    // Without `exports`, a path of an ES module has its ending.
    const pathOfImport = `amqplib/callback_api${library === 'amqplib-2' ? '' : '.js'}`
    for (const [file, source] of Object.entries(forms('amqplib/callback_api', withCallbacks, pathOfImport))) {
      test(`callbacks, where a message is over when it is acknowledged: ${library}, ${file}`, async () => {
        const { name, spans, stdout } = await run(library, file, source)
        assert.deepEqual(stdout, ['true 4 4', '55'])
        const [send] = named(spans, `send shop-${name}:order.new`)
        const [processed] = named(spans, `process shop-${name}:order.new:${name}`)
        const [inner] = named(spans, 'inner')
        assert.equal(spans.length, 3)
        assert.deepEqual([processed?.parentSpanId, inner?.parentSpanId], [send?.spanId, processed?.spanId])
        assert.equal(plain(send?.attributes ?? [])['messaging.message.conversation_id'], 'c1')
        assert.ok(inner && processed && processed.endTimeUnixNano >= inner.startTimeUnixNano, 'ends with the ack')
      })
    }

    const getting = [
      ...Object.entries(forms('amqplib', gettingWithPromises)).map(form => ['promises', ...form] as const),
      ...Object.entries(forms('amqplib/callback_api', gettingWithCallbacks, pathOfImport)).map(
        form => ['callbacks', ...form] as const,
      ),
    ]
    for (const [api, file, source] of getting) {
      test(`a message that is asked for, where the app is, with a link to its producer: ${library}, ${api}, ${file}`, async () => {
        const { name, spans, stdout } = await run(library, file, source)
        const untraced = await run(library, file, source, { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'amqplib' })
        assert.deepEqual(stdout.slice(0, 1), [`secret order false ${api === 'promises' ? 2 : 3}`])
        assert.deepEqual(stdout, untraced.stdout)
        const [send] = named(spans, `send ${name}`)
        const [received, ...others] = named(spans, `receive ${name}`)
        const [refused] = named(spans, 'receive nowhere')
        const [inner] = named(spans, 'inner')
        const [job] = named(spans, 'job')
        assert.deepEqual(others, [], 'none of a queue that is empty')
        assert.deepEqual([received?.parentSpanId, inner?.parentSpanId], [job?.spanId, job?.spanId])
        assert.equal(received?.kind, 3)
        assert.deepEqual(
          received.links.map(({ spanId }) => spanId),
          [send?.spanId],
        )
        assert.deepEqual(plain(received?.attributes ?? []), {
          'messaging.system.name': 'rabbitmq',
          'messaging.operation.name': 'receive',
          'messaging.operation.type': 'receive',
          'messaging.destination.name': name,
          'server.address': '127.0.0.1',
          'server.port': BigInt(rabbitmq.port),
          'messaging.message.id': 'm1',
          'rabbitmq.destination.routing_key': name,
          'rabbitmq.message.delivery_tag': 1n,
        })
        const isToldOfErrors = library !== 'amqplib-0.10' || api === 'promises'
        assert.equal(spans.length, isToldOfErrors ? 6 : 5)
        assert.deepEqual(
          [refused?.parentSpanId, refused?.status.code],
          isToldOfErrors ? [job?.spanId, 2] : [undefined, undefined],
        )
      })
    }

    test(`the same without us: ${library}`, async () => {
      const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'amqplib' }
      const source = forms('amqplib', withPromises)['app.cjs'].replace('traceparent?.length', 'traceparent')
      const { spans, stdout } = await run(library, 'app.cjs', source, env)
      assert.deepEqual(stdout, ['secret old old order', 'bad undefined undefined undefined', 'unhandled no stock'])
      assert.deepEqual(spans.map(({ name }) => name).sort(), ['confirmed', 'inner', 'inner', 'request'])
    })
  }
})

type Spans = readonly ReceivedSpan['span'][]

const named = (spans: Spans, name: string): Spans =>
  spans.filter(span => span.name === name).sort((one, other) => Number(one.startTimeUnixNano - other.startTimeUnixNano))
