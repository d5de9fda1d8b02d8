import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sourceFlags } from '../../source-flags.ts'
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'

/** Prints what an app sees of pg, and makes a span `seen` wherever a callback runs. */
const source = `
import pg from 'pg'
import { trace } from '@opentelemetry/api'
const tracer = trace.getTracer('test')
const seen = () => tracer.startSpan('seen').end()
const within = (name, fn) => tracer.startActiveSpan(name, async span => { await fn(); span.end() })
const called = fn => new Promise(resolve => fn((error, result) => { seen(); resolve(error ?? result) }))
const pool = new pg.Pool({ connectionString: process.env.DATABASE, max: 1 })
const client = new pg.Client(process.env.DATABASE)
await within('connect', () => client.connect())

await within('callback', () => called(done => client.query('SELECT 1 AS n', done)))
await within('callback with values', () => called(done => client.query('SELECT $1::int AS n', [2], done)))
const config = { text: 'SELECT 3 AS n', callback: undefined }
await within('callback in config', () => called(done => { config.callback = done; client.query(config) }))
console.log('config untouched', config.callback.name === 'done' || config.callback.length === 2)
await within('failing callback', async () => console.log('code', (await called(done => client.query('SELEKT', done))).code))
await within('query object', () => new Promise(resolve => client.query(new pg.Query('SELECT 4')).on('end', resolve)))
await within('failing query object', () => new Promise(resolve => client.query(new pg.Query('SELEKT 4')).on('error', resolve)))
try { client.query(null) } catch (error) { console.log(error.constructor.name) }
console.log((await client.query({ rowMode: 'array', text: 'SELECT 5 AS n' })).rows[0][0])
console.log((await client.query({ name: 'n' + process.pid, text: 'SELECT 6 AS n' })).rows[0].n, (await client.query({ name: 'n' + process.pid, text: 'SELECT 6 AS n' })).rows[0].n)
client.query('SELEKT unhandled').catch(error => console.log(error.stack.includes('app.mjs')))
await client.end()

await Promise.all(['first', 'second', 'third'].map(name => within(name, async () => { await pool.query('SELECT 7'); seen() })))
await within('checked out', async () => { const c = await pool.connect(); await c.query('SELECT 8'); c.release() })
await pool.end()
`

describe('an app that uses pg', () => {
  let receiver: TestReceiver
  let postgres: TestPostgres
  before(async () => {
    receiver = await startReceiver()
    postgres = await startPostgres()
  })
  after(async () => {
    await postgres.close()
    await receiver.close()
  })

  test('behaves as without us, and every query is in the trace of whoever asked', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, DATABASE: postgres.url }
    const traced = runApp({ file: 'app.mjs', source, env })
    assert.equal(await traced.exited, 0, traced.stderr())
    const untraced = runApp({ file: 'app.mjs', source, env, flags: sourceFlags })
    assert.equal(await untraced.exited, 0, untraced.stderr())
    assert.equal(traced.stdout(), untraced.stdout())
    assert.match(traced.stdout(), /code 42601/)

    const spans = receiver.spans.map(({ span }) => span)
    const below = (name: string) => {
      const parent = spans.find(span => span.name === name)
      return spans.filter(span => span.parentSpanId === parent?.spanId).map(span => span.name)
    }
    assert.deepEqual(below('connect'), ['pg.connect'])
    for (const name of ['callback', 'callback with values', 'callback in config']) {
      assert.deepEqual(below(name), ['SELECT', 'seen'], name)
    }
    assert.deepEqual(below('failing callback'), ['SELEKT', 'seen'])
    assert.deepEqual(below('query object'), ['SELECT'])
    assert.deepEqual(below('failing query object'), ['SELEKT'])
    for (const name of ['first', 'second', 'third']) {
      assert.deepEqual(below(name), ['pg-pool.connect', 'SELECT', 'seen'], name)
    }
    assert.deepEqual(below('checked out'), ['SELECT'])
    const failed = spans.filter(span => span.name === 'SELEKT').map(span => span.status.code)
    assert.deepEqual(failed, [2, 2, 2])
  })
})
