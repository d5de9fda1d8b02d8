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
  await request(async () => {
    await js.publish('jobs.four', 'secret')
    const message = await consumer.next({ expires: 2000 })
    inner('after next')
    await message.ackAck()
    console.log(message.subject, await consumer.next({ expires: 1000 }), consumer.next.length)
  })
  const ordered = await js.consumers.get('JOBS')
  await request(async () => console.log((await ordered.next({ expires: 2000 })).subject))
  const fetching = await js.consumers.get('JOBS')
  for await (const message of await fetching.fetch({ max_messages: 2 })) inner('in ordered fetch ' + message.seq)
  const consuming = await js.consumers.get('JOBS')
  for await (const message of await consuming.consume({ max_messages: 2 })) {
    inner('in ordered consume ' + message.seq)
    if (message.seq === 2) break
  }
  await nc.drain()
  // Version 2 never answers then.
  if (stream.name === 'jetstream') {
    await request(() => consumer.next({ expires: 1000 }).catch(error => console.log(error.message)))
  }
}
run()
`

const packages = {
  'nats-2': {
    names: { nats: 'connect, headers' },
    streams: 'const streams = nc => nc.jetstreamManager(); const stream = nc => nc.jetstream();',
    noResponders: 'NatsError',
    closed: [],
  },
  'nats-io-3': {
    names: { '@nats-io/transport-node': 'connect, headers', '@nats-io/jetstream': 'jetstream, jetstreamManager' },
    streams: 'const streams = jetstreamManager, stream = jetstream;',
    noResponders: 'RequestError',
    closed: ['closed connection'],
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
      ...['jobs.four null 0', 'jobs.one', ...parts.closed],
    ]

    for (const [file, source] of Object.entries(formsOf(parts))) {
      test(`subjects, requests and streams: ${library}, ${file}`, async () => {
        const { port, spans, named, stdout } = await run(library, file, source)
        assert.deepEqual(stdout, said(55))
        const [publishing, asking, adding, taking, takingInOrder, takingInVain] = named('request')

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
        // Of the consumer `worker`; then, twice, an ordered one had the first two again.
        const [one, two, three] = added.map(span => span?.spanId)
        assert.deepEqual(
          done.map(({ parentSpanId }) => parentSpanId),
          [one, two, three, one, two, one, two],
        )
        const insides = ['fetch', 'consume', 'stream callback', 'ordered fetch 1', 'ordered fetch 2']
        assert.deepEqual(
          [...insides, 'ordered consume 1', 'ordered consume 2'].map(name => named(`in ${name}`)[0]?.parentSpanId),
          done.map(({ spanId }) => spanId),
        )
        assert.equal(plain(done[0]?.attributes ?? [])['messaging.consumer.group.name'], 'worker')

        const [taken, takenInOrder, refused, ...others] = named('receive JOBS')
        const [four] = named('send jobs.four')
        assert.deepEqual(others, [], 'none where no message came')
        assert.deepEqual(
          [taken?.kind, taken?.parentSpanId, takenInOrder?.parentSpanId],
          [3, taking?.spanId, takingInOrder?.spanId],
        )
        assert.equal(named('after next')[0]?.parentSpanId, taking?.spanId)
        assert.deepEqual(
          [taken, takenInOrder].map(span => span?.links.map(({ spanId }) => spanId)),
          [[four?.spanId], [one]],
        )
        assert.deepEqual(plain(taken?.attributes ?? []), {
          'messaging.system.name': 'nats',
          'messaging.operation.name': 'receive',
          'messaging.operation.type': 'receive',
          'messaging.destination.name': 'jobs.four',
          'messaging.destination.template': 'JOBS',
          'messaging.consumer.group.name': 'worker',
          'server.address': '127.0.0.1',
          'server.port': BigInt(port),
        })
        assert.deepEqual([refused?.parentSpanId, refused?.status.message], [takingInVain?.spanId, parts.closed[0]])
        assert.equal(spans.length, 38 + 2 * parts.closed.length)
      })
    }

    test(`the same without us: ${library}`, async () => {
      const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'nats' }
      const { spans, stdout } = await run(library, 'app.cjs', formsOf(parts)['app.cjs'], env)
      assert.deepEqual(stdout, said(3))
      assert.deepEqual(
        spans.filter(({ name }) => /^(send|process|receive|request .)/.test(name)),
        [],
      )
    })
  }
})
