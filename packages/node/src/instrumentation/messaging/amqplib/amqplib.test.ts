import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { rabbitmqServer, startRabbitmq, type TestRabbitmq } from '../../../testing/rabbitmq.ts'
import { plain, type ReceivedSpan, startReceiver, type TestReceiver } from '../../../testing/receiver.ts'
import { runApp } from '../../../testing/run-app.ts'

const versions = ['amqplib-0.10', 'amqplib-2']

/** An app of either kind of module; `work` has what it imports under the names of the packages' exports. */
const forms = (path: string, work: string, pathOfImport = path) => ({
  'app.mjs': `import amqp from '${pathOfImport}'; import { trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `const amqp = require('${path}'); const { trace } = require('@opentelemetry/api'); ${work}`,
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
