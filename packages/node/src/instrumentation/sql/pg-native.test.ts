import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { requireNative } from '../../testing/native-library.ts'
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'

const libpq = requireNative('pg-native-3', 'libpq/build/Release/addon.node')

const work = `
const tracer = trace.getTracer('test')
const seen = () => tracer.startSpan('seen').end()
const within = (name, fn) => tracer.startActiveSpan(name, async span => { await fn(); span.end() })
const called = fn => new Promise(resolve => fn((error, result) => { seen(); resolve(error ?? result) }))
const main = async () => {
  const { Client, Pool, Query } = process.env.NODE_PG_FORCE_NATIVE ? pg : pg.native
  const client = new Client(process.env.DATABASE)
  await within('connect', () => client.connect())
  await within('callback', async () => console.log((await called(done => client.query('SELECT 1 AS n', done))).rows))
  await within('values', async () => console.log((await called(done => client.query("SELECT $1::int AS n, 'x' AS x", [2], done))).rows))
  await within('promise', async () => { console.log((await client.query({ text: 'SELECT 3 AS n', rowMode: 'array' })).rows); seen() })
  await within('named', async () => { for (const n of [4, 5]) console.log((await client.query({ name: 'n' + process.pid, text: 'SELECT $1::int AS n', values: [n] })).rows) })
  await within('failing callback', async () => console.log((await called(done => client.query('SELEKT', done))).code))
  await within('rejected', () => client.query('SELEKT').catch(error => console.log(error.code)))
  await within('query object', () => new Promise(resolve => client.query(new Query('SELECT 6 AS n')).on('end', result => resolve(console.log(result.rows)))))
  await within('failing query object', () => new Promise(resolve => client.query(new Query('SELEKT')).on('error', error => resolve(console.log(error.code)))))
  await within('called query object', () => called(done => client.query(new Query('SELECT 7', done))))
  await client.end()
  const pool = new Pool({ connectionString: process.env.DATABASE, max: 1 })
  await Promise.all(['first', 'second'].map(name => within(name, async () => { await pool.query('SELECT 8'); seen() })))
  await pool.end()
}
main()
`
const forms = {
  'app.mjs': `import pg from 'pg'; import { trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `const pg = require('pg'); const { trace } = require('@opentelemetry/api'); ${work}`,
}
const ways = { 'pg.native': {}, NODE_PG_FORCE_NATIVE: { NODE_PG_FORCE_NATIVE: '1' } }

describe('an app that uses pg.native', { skip: libpq.skip }, () => {
  let receiver: TestReceiver
  let postgres: TestPostgres
  before(async () => {
    receiver = await startReceiver()
    postgres = await startPostgres()
  })
  after(() => Promise.all([postgres.close(), receiver.close()]))

  for (const [way, forced] of Object.entries(ways)) {
    for (const [file, source] of Object.entries(forms)) {
      test(`behaves as without us, and every query is in the trace of whoever asked: ${way}, ${file}`, async () => {
        const serviceName = `${way} ${file}`
        // Where `pg` finds what does not lie beside it.
        const found = { NODE_PATH: libpq.nodeModules, ...forced }
        const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, DATABASE: postgres.url, ...found }
        const run = (env: Record<string, string>) => runApp({ file, source, env: { ...settings, ...env } })
        const traced = run({ OTEL_SERVICE_NAME: serviceName })
        assert.equal(await traced.exited, 0, traced.stderr())
        const untraced = run({ OTEL_SERVICE_NAME: 'off', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg' })
        assert.equal(await untraced.exited, 0, untraced.stderr())
        assert.equal(traced.stdout(), untraced.stdout())
        assert.match(traced.stdout(), /42601/)

        const spans = receiver.spans.filter(span => span.serviceName === serviceName).map(({ span }) => span)
        const childrenOf = (name: string) => {
          const parent = spans.find(span => span.name === name)
          return spans.filter(span => span.parentSpanId === parent?.spanId)
        }
        const below = (name: string) => childrenOf(name).map(span => span.name)
        assert.deepEqual(below('connect'), ['pg.connect'])
        for (const name of ['callback', 'values', 'promise', 'called query object']) {
          assert.deepEqual(below(name), ['SELECT', 'seen'], name)
        }
        assert.deepEqual(below('named'), ['SELECT', 'SELECT'])
        assert.deepEqual(below('query object'), ['SELECT'])
        assert.deepEqual(below('failing callback'), ['SELEKT', 'seen'])
        for (const name of ['rejected', 'failing query object']) assert.deepEqual(below(name), ['SELEKT'], name)
        for (const name of ['first', 'second'])
          assert.deepEqual(below(name), ['pg-pool.connect', 'SELECT', 'seen'], name)

        const [values] = childrenOf('values')
        const { port } = new URL(postgres.url)
        assert.deepEqual([values?.kind, values?.status.code], [3, 0])
        assert.deepEqual(plain(values?.attributes ?? []), {
          'db.system.name': 'postgresql',
          'db.namespace': 'postgres',
          'db.operation.name': 'SELECT',
          'db.query.summary': 'SELECT',
          'db.query.text': 'SELECT $1::int AS n, ? AS x',
          'server.address': '127.0.0.1',
          'server.port': BigInt(port),
        })
        for (const name of ['failing callback', 'rejected', 'failing query object']) {
          const [failed] = childrenOf(name)
          assert.deepEqual([failed?.status.code, plain(failed?.attributes ?? [])['error.type']], [2, '42601'], name)
        }
      })
    }
  }
})
