import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Span } from '@throughline/otlp'
import { mongoServer, startMongo, type TestMongo } from '../../testing/mongo.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'

/** Prints what an app sees of the driver, and makes a span `seen` wherever it goes on. */
const driver = `
const url = 'mongodb://127.0.0.1:' + process.env.MONGO_PORT
const tracer = trace.getTracer('app')
const seen = () => tracer.startSpan('seen').end()
const within = (name, fn) => tracer.startActiveSpan(name, async span => { await fn(); span.end() })
process.on('unhandledRejection', error => console.log('unhandled', error.message))

const main = async () => {
  const client = new MongoClient(url, { maxPoolSize: 1 })
  const orders = client.db('shop').collection('orders' + process.env.SUFFIX)
  await within('insert', async () => { console.log((await orders.insertMany([{ _id: 1, name: 'secret' }, { _id: 2 }, { _id: 3 }])).insertedCount); seen() })
  await within('find', async () => console.log((await orders.find({ name: { $ne: 'secret' } }).batchSize(1).toArray()).length))
  await within('duplicate', async () => {
    const error = await orders.insertOne({ _id: 1 }).catch(error => error)
    console.log(error.constructor.name, error.code)
  })
  await within('unknown command', async () => {
    const error = await client.db('shop').command({ nope: 1 }).catch(error => error)
    console.log(error.constructor.name, error.code)
  })
  await Promise.all(['first', 'second', 'third'].map(name => within(name, async () => { await orders.findOne({ _id: 2 }); seen() })))
  orders.insertOne({ _id: 2 })
  await orders.countDocuments()
  await client.close()
}
main().catch(error => { console.error(error); process.exit(1) })`
const mongoose = `
const tracer = trace.getTracer('app')
const within = (name, fn) => tracer.startActiveSpan(name, async span => { await fn(); span.end() })
const Cat = mongoose.model('Cat', { name: String })
const main = async () => {
  await mongoose.connect('mongodb://127.0.0.1:' + process.env.MONGO_PORT + '/zoo', { autoCreate: false, autoIndex: false })
  await within('save', () => new Cat({ name: 'secret' }).save())
  await within('find', async () => console.log((await Cat.find({ name: 'other' })).length))
  await mongoose.disconnect()
}
main().catch(error => { console.error(error); process.exit(1) })`
const forms = {
  'app.mjs': `import { MongoClient } from 'mongodb'; import { trace } from '@opentelemetry/api'; ${driver}`,
  'app.cjs': `const { MongoClient } = require('mongodb'); const { trace } = require('@opentelemetry/api'); ${driver}`,
}

describe('mongodb', { skip: mongoServer.skip }, () => {
  let receiver: TestReceiver
  let mongo: TestMongo
  before(async () => {
    receiver = await startReceiver()
    mongo = await startMongo()
  })
  after(() => Promise.all([receiver.close(), mongo.close()]))

  /** The app's spans, once it has run. */
  async function spansOf(library: string, file: string, source: string, env: Record<string, string> = {}) {
    const serviceName = [library, file, ...Object.keys(env)].join(' ')
    const app = runApp({
      file,
      source,
      library,
      env: {
        ...env,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_SERVICE_NAME: serviceName,
        MONGO_PORT: String(mongo.port),
        SUFFIX: serviceName.replaceAll(/\W/g, ''),
      },
    })
    assert.equal(await app.exited, 0, app.stderr())
    const spans = receiver.spans.filter(span => span.serviceName === serviceName).map(({ span }) => span)
    const below = (name: string): Span[] => {
      const parent = spans.find(span => span.name === name)
      return spans.filter(span => span.parentSpanId === parent?.spanId)
    }
    return { spans, below, stdout: app.stdout() }
  }

  for (const library of ['mongodb-4', 'mongodb-7']) {
    for (const [file, source] of Object.entries(forms)) {
      test(`${library}, ${file}: a span for each command, in the trace of who asked`, async () => {
        const [{ spans, below, stdout }, off] = await Promise.all([
          spansOf(library, file, source),
          spansOf(library, file, source, { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'mongodb' }),
        ])
        assert.equal(stdout.replaceAll(/collection: \S+/g, ''), off.stdout.replaceAll(/collection: \S+/g, ''))
        assert.match(stdout, /^unhandled E11000/m)
        const orders = `orders${library}${file}`.replaceAll(/\W/g, '')
        const namesBelow = (name: string) => below(name).map(span => span.name)

        assert.deepEqual(namesBelow('insert'), [`insert ${orders}`, 'seen'])
        assert.equal(below('insert')[0]?.kind, 3)
        assert.deepEqual(plain(below('insert')[0]?.attributes ?? []), {
          'db.system.name': 'mongodb',
          'db.namespace': 'shop',
          'db.operation.name': 'insert',
          'db.collection.name': orders,
          'db.operation.batch.size': 3n,
          'server.address': '127.0.0.1',
          'server.port': BigInt(mongo.port),
        })
        assert.deepEqual(namesBelow('find').slice(0, 2), [`find ${orders}`, `getMore ${orders}`])
        const [duplicate] = below('duplicate')
        assert.equal(duplicate?.status.code, 2)
        assert.equal(plain(duplicate?.attributes ?? [])['db.response.status_code'], '11000')
        assert.equal(plain(duplicate?.attributes ?? [])['error.type'], '11000')
        assert.deepEqual(namesBelow('unknown command'), ['nope'])
        assert.equal(plain(below('unknown command')[0]?.attributes ?? [])['error.type'], '59')
        for (const name of ['first', 'second', 'third'])
          assert.deepEqual(namesBelow(name), [`find ${orders}`, 'seen'], name)

        const roots = spans.filter(span => span.parentSpanId === '' && span.kind === 3).map(span => span.name)
        assert.deepEqual(roots.sort(), [`aggregate ${orders}`, `insert ${orders}`])
        assert.doesNotMatch(
          JSON.stringify(spans, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
          /secret/,
        )
        assert.deepEqual(
          off.spans.filter(span => span.kind === 3),
          [],
        )
      })
    }
  }

  test('mongoose-9: its commands are those of the driver', async () => {
    const source = `import mongoose from 'mongoose'; import { trace } from '@opentelemetry/api'; ${mongoose}`
    const { below } = await spansOf('mongoose-9', 'app.mjs', source)
    assert.deepEqual(
      below('save').map(span => span.name),
      ['insert cats'],
    )
    assert.deepEqual(
      below('find').map(span => span.name),
      ['find cats'],
    )
  })
})
