import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { natsServer, startNats, type TestNats } from '../../../testing/nats.ts'
import { plain, startReceiver, type TestReceiver } from '../../../testing/receiver.ts'
import { runApp } from '../../../testing/run-app.ts'

const work = `
const tracer = trace.getTracer('app')
const request = work => tracer.startActiveSpan('request', async span => {
  await work()
  span.end()
})
const inner = name => tracer.startSpan(name).end()
const run = async () => {
  const nc = await connect({ servers: '127.0.0.1:' + process.env.NATS_PORT })
  const own = headers()
  own.set('traceparent', 'old')
  own.append('type', 'order')

  const loop = (async () => {
    for await (const message of nc.subscribe('orders.*', { queue: 'shop' })) {
      await new Promise(setImmediate)
      inner('in loop')
      console.log(message.string?.() ?? '', message.headers.get('type'), message.headers.get('traceparent').length)
      if (message.subject === 'orders.last') break
    }
    inner('after loop')
  })()
  nc.subscribe('stock', {
    callback: (error, message) => {
      inner('in callback')
      message.respond(message.data)
    },
  })
  await nc.flush()

  await request(() => nc.publish('orders.new', 'secret', { headers: own }))
  nc.publish('orders.last', 'last', { headers: own })
  await loop
  console.log(own.get('traceparent'))
  await request(async () => {
    const answer = await nc.request('stock', 'how many')
    inner('answered')
    console.log(answer.subject.startsWith('_INBOX.'))
  })
  await nc.request('nobody', '').catch(error => console.log(error.constructor.name))

  const jsm = await streams(nc)
  await jsm.streams.add({ name: 'JOBS', subjects: ['jobs.*'], storage: 'memory' })
  await jsm.consumers.add('JOBS', { durable_name: 'worker', ack_policy: 'explicit' })
  const js = stream(nc)
  await request(() => js.publish('jobs.one', 'secret', { msgID: 'm1' }))
  await js.publish('jobs.two', 'secret')
  await js.publish('jobs.three', 'secret')
  const consumer = await js.consumers.get('JOBS', 'worker')
  for await (const message of await consumer.fetch({ max_messages: 1 })) {
    inner('in fetch')
    await message.ackAck()
  }
  for await (const message of await consumer.consume({ max_messages: 1 })) {
    inner('in consume')
    await message.ackAck()
    break
  }
  const messages = await new Promise(async resolve => {
    const messages = await consumer.consume({
      max_messages: 1,
      callback: message => {
        inner('in stream callback')
        message.ack()
        resolve(messages)
      },
    })
  })
  messages.stop()
  await nc.drain()
}
run()
`

const packages = {
  'nats-2': {
    names: { nats: 'connect, headers' },
    streams: 'const streams = nc => nc.jetstreamManager(); const stream = nc => nc.jetstream();',
    noResponders: 'NatsError',
  },
  'nats-io-3': {
    names: { '@nats-io/transport-node': 'connect, headers', '@nats-io/jetstream': 'jetstream, jetstreamManager' },
    streams: 'const streams = jetstreamManager, stream = jetstream;',
    noResponders: 'RequestError',
  },
}

const formsOf = ({ names, streams }: (typeof packages)['nats-2' | 'nats-io-3']) => {
  const all = Object.entries({ ...names, '@opentelemetry/api': 'trace' })
  const importing = all.map(([name, what]) => `import { ${what} } from '${name}';`).join(' ')
  const requiring = all.map(([name, what]) => `const { ${what} } = require('${name}');`).join(' ')
  return { 'app.mjs': `${importing}${streams}${work}`, 'app.cjs': `${requiring}${streams}${work}` }
}

describe('NATS', { skip: natsServer.skip, concurrency: 2 }, () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  async function run(library: string, file: string, source: string, env: Record<string, string> = {}) {
    const name = `${library}-${file}-${Object.keys(env).length}`
    const nats: TestNats = await startNats()
    const app = runApp({
      ...{ file, source, library },
      env: {
        ...{ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: name, NATS_PORT: String(nats.port) },
        ...env,
      },
    })
    assert.equal(await app.exited, 0, app.stderr())
    await nats.close()
    const spans = receiver.spans.filter(({ serviceName }) => serviceName === name).map(({ span }) => span)
    const named = (name: string) => spans.filter(span => span.name === name)
    return { port: nats.port, spans, named, stdout: app.stdout().split('\n').slice(0, -1) }
  }

  for (const [library, parts] of Object.entries(packages)) {
    const said = (traceparent: number) => [
      ...[`secret order ${traceparent}`, `last order ${traceparent}`, 'old', 'true', parts.noResponders],
    ]

    for (const [file, source] of Object.entries(formsOf(parts))) {
      test(`subjects, requests and streams: ${library}, ${file}`, async () => {
        const { port, spans, named, stdout } = await run(library, file, source)
        assert.deepEqual(stdout, said(55))
        const [publishing, asking, adding] = named('request')

        const [sent] = named('send orders.new')
        const [sentLast] = named('send orders.last')
        const [inLoop, inLoopLast] = named('process orders.*')
        assert.deepEqual([sent?.kind, sent?.parentSpanId], [4, publishing?.spanId])
        assert.deepEqual([inLoop?.parentSpanId, inLoopLast?.parentSpanId], [sent?.spanId, sentLast?.spanId])
        const idsInLoop = [inLoop?.spanId, inLoopLast?.spanId]
        assert.deepEqual(
          named('in loop').map(({ parentSpanId }) => parentSpanId),
          idsInLoop,
        )
        assert.equal(named('after loop')[0]?.parentSpanId.length, 0)
        assert.deepEqual(plain(inLoop?.attributes ?? []), {
          'messaging.system.name': 'nats',
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
          'messaging.destination.name': 'orders.new',
          'messaging.destination.template': 'orders.*',
          'messaging.consumer.group.name': 'shop',
          'server.address': '127.0.0.1',
          'server.port': BigInt(port),
        })

        const [asked] = named('request stock')
        const [answered] = named('process stock')
        assert.deepEqual([asked?.kind, asked?.parentSpanId], [3, asking?.spanId])
        assert.deepEqual([answered?.kind, answered?.parentSpanId], [5, asked?.spanId])
        assert.equal(named('in callback')[0]?.parentSpanId, answered?.spanId)
        assert.equal(named('answered')[0]?.parentSpanId, asking?.spanId)
        const [nobody] = named('request nobody')
        assert.equal(nobody?.status.code, 2)

        const added = ['one', 'two', 'three'].map(subject => named(`send jobs.${subject}`)[0])
        assert.deepEqual([added[0]?.kind, added[0]?.parentSpanId], [4, adding?.spanId])
        assert.equal(plain(added[0]?.attributes ?? [])['messaging.message.id'], 'm1')
        const done = named('process JOBS')
        assert.deepEqual(
          done.map(({ parentSpanId }) => parentSpanId),
          added.map(span => span?.spanId),
        )
        const insides = ['in fetch', 'in consume', 'in stream callback'].map(name => named(name)[0]?.parentSpanId)
        assert.deepEqual(
          insides,
          done.map(({ spanId }) => spanId),
        )
        assert.equal(plain(done[0]?.attributes ?? [])['messaging.consumer.group.name'], 'worker')
        assert.equal(spans.length, 24)
      })
    }

    test(`the same without us: ${library}`, async () => {
      const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'nats' }
      const { spans, stdout } = await run(library, 'app.cjs', formsOf(parts)['app.cjs'], env)
      assert.deepEqual(stdout, said(3))
      assert.deepEqual(
        spans.filter(({ name }) => /^(send|process|request .)/.test(name)),
        [],
      )
    })
  }
})
