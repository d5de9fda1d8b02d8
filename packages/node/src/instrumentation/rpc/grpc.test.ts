import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, type ReceivedSpan, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'

/** Client and server in one app; each calls the four kinds by a client of another making. */
const work = `
const file = { nested: { shop: { nested: {
  Order: { fields: { id: { type: 'string', id: 1 } } },
  Orders: { methods: {
    Get: { requestType: 'Order', responseType: 'Order' },
    Add: { requestType: 'Order', requestStream: true, responseType: 'Order' },
    List: { requestType: 'Order', responseType: 'Order', responseStream: true },
    Chat: { requestType: 'Order', requestStream: true, responseType: 'Order', responseStream: true },
    Slow: { requestType: 'Order', responseType: 'Order' },
  } },
} } } }
const tracer = trace.getTracer('app')
const note = name => tracer.startSpan(name).end()
const { Orders } = grpc.loadPackageDefinition(protoLoader.fromJSON(file)).shop
const server = new grpc.Server()
server.addService(Orders.service, {
  get(call, callback) {
    note('handled')
    const { id } = call.request
    if (id === 'missing') return callback({ code: grpc.status.NOT_FOUND, details: 'no such order' })
    if (id === 'broken') return callback(new Error('no such table'))
    callback(null, { id })
  },
  add(call, callback) {
    call.on('data', () => note('received'))
    call.on('end', () => callback(null, { id: 'added' }))
  },
  list(call) {
    if (call.request.id === 'broken') return call.emit('error', Object.assign(new Error('gone'), { code: grpc.status.DATA_LOSS }))
    call.write({ id: '1' })
    call.end()
  },
  chat(call) {
    call.on('data', order => call.write(order))
    call.on('end', () => call.end())
  },
  slow(call) { call.on('cancelled', () => console.log('cancelled')) },
})
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), async (error, port) => {
  if (process.env.OLD) server.start()
  const client = new Orders('127.0.0.1:' + port, grpc.credentials.createInsecure())
  const Generic = grpc.makeGenericClientConstructor(Orders.service, 'Orders')
  const generic = new Generic('127.0.0.1:' + port, grpc.credentials.createInsecure())
  const said = []
  const metadata = new grpc.Metadata()
  const get = (client, id) => new Promise(resolve => client.get({ id }, metadata, (error, order) => {
    note('answered')
    said.push(error ? error.code + ' ' + error.details : order.id)
    resolve()
  }))
  const ended = (call, name) => new Promise(resolve => {
    call.on('data', order => { note('streamed'); said.push(name + ' ' + order.id) })
    call.on('error', error => { said.push(name + ' ' + error.code) ; resolve() })
    call.on('end', resolve)
  })
  await tracer.startActiveSpan('job', async job => {
    await get(client, '1')
    await get(generic, 'missing')
    await get(client, 'broken')
    await new Promise(resolve => {
      const call = client.add((error, order) => { said.push(order.id); resolve() })
      call.write({ id: '1' })
      call.end()
    })
    await ended(client.list({ id: '1' }), 'list')
    await ended(generic.list({ id: 'broken' }), 'list')
    const chat = client.chat()
    const over = ended(chat, 'chat')
    chat.write({ id: '1' })
    chat.end()
    await over
    await new Promise(resolve => client.slow({}, { deadline: Date.now() + 100 }, error => { said.push('slow ' + error.code); resolve() }))
    job.end()
  })
  console.log(said.join(', '), JSON.stringify(metadata.getMap()))
  client.close()
  generic.close()
  server.tryShutdown(() => {})
})
`
const forms = {
  'app.mjs': `import grpc from '@grpc/grpc-js'; import protoLoader from '@grpc/proto-loader'; import { trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `const grpc = require('@grpc/grpc-js'); const protoLoader = require('@grpc/proto-loader'); const { trace } = require('@opentelemetry/api'); ${work}`,
}
const said = '1, 5 no such order, 2 no such table, added, list 1, list 15, chat 1, slow 4 {}\n'

describe('gRPC', { concurrency: 2 }, () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  const run = async (library: string, file: keyof typeof forms, disabled = '') => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: `${library} ${file} without ${disabled || 'nothing'}`,
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: disabled,
      OLD: library === 'grpc-1.8' ? 'yes' : '',
    }
    const app = runApp({ file, source: forms[file], library, env })
    assert.equal(await app.exited, 0, app.stderr())
    assert.equal(app.stderr(), '')
    assert.equal(app.stdout().replace('cancelled\n', ''), said)
    return receiver.spans.filter(({ serviceName }) => serviceName === env.OTEL_SERVICE_NAME).map(({ span }) => span)
  }

  for (const library of ['grpc-1.8', 'grpc-1']) {
    for (const file of ['app.mjs', 'app.cjs'] as const) {
      test(`has a span for each call on both sides: ${library}, ${file}`, async () => {
        const spans = await run(library, file)
        const job = spans.find(({ name }) => name === 'job')
        const clients = spans.filter(({ kind }) => kind === 3)
        const servers = spans.filter(({ kind }) => kind === 2)
        assert.ok(clients.every(({ parentSpanId }) => parentSpanId === job?.spanId))
        assert.deepEqual(clients.map(describeCall).sort(), [
          'shop.Orders/Add OK - 0',
          'shop.Orders/Chat OK - 0',
          'shop.Orders/Get NOT_FOUND NOT_FOUND 2',
          'shop.Orders/Get OK - 0',
          'shop.Orders/Get UNKNOWN UNKNOWN 2',
          'shop.Orders/List DATA_LOSS DATA_LOSS 2',
          'shop.Orders/List OK - 0',
          'shop.Orders/Slow DEADLINE_EXCEEDED DEADLINE_EXCEEDED 2',
        ])
        assert.deepEqual(servers.map(describeCall).sort().slice(0, 7), [
          'shop.Orders/Add OK - 0',
          'shop.Orders/Chat OK - 0',
          'shop.Orders/Get NOT_FOUND - 0',
          'shop.Orders/Get OK - 0',
          'shop.Orders/Get UNKNOWN UNKNOWN 2',
          'shop.Orders/List DATA_LOSS DATA_LOSS 2',
          'shop.Orders/List OK - 0',
        ])
        // Whoever notices the end of its time first, says why it is over.
        assert.match(describeCall(servers.find(({ name }) => name.endsWith('Slow'))), /CANCELLED|DEADLINE_EXCEEDED/)
        const clientIds = new Set(clients.map(({ spanId }) => spanId))
        assert.ok(servers.every(({ parentSpanId }) => clientIds.has(parentSpanId)))
        const parentsOf = (name: string) => spans.flatMap(span => (span.name === name ? [span.parentSpanId] : []))
        assert.ok(parentsOf('handled').every(id => servers.some(({ spanId }) => spanId === id)))
        assert.ok(parentsOf('received').every(id => servers.some(({ spanId }) => spanId === id)))
        assert.deepEqual(new Set([...parentsOf('answered'), ...parentsOf('streamed')]), new Set([job?.spanId]))
        assert.equal(parentsOf('handled').length + parentsOf('received').length + parentsOf('answered').length, 7)
        const attributes = plain(clients.find(({ name }) => name.endsWith('Get'))?.attributes ?? [])
        assert.deepEqual(Object.keys(attributes), [
          'rpc.system.name',
          'rpc.method',
          'server.address',
          'server.port',
          'rpc.status_code',
        ])
        assert.equal(attributes['server.address'], '127.0.0.1')
        assert.equal(plain(servers[0]?.attributes ?? [])['network.peer.address'], '127.0.0.1')
      })
    }

    test(`does the same where it is off: ${library}`, async () => {
      const spans = await run(library, 'app.cjs', 'grpc')
      assert.ok(spans.every(({ name }) => !name.startsWith('shop.')))
    })
  }
})

function describeCall(span: ReceivedSpan['span'] | undefined): string {
  const { 'rpc.status_code': status, 'error.type': type = '-' } = plain(span?.attributes ?? [])
  return `${span?.name} ${status} ${type} ${span?.status.code}`
}
