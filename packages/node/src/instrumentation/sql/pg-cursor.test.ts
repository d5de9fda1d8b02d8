import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'

/** Prints what an app sees of cursors and streams, and makes a span `seen` wherever its own code runs. */
const work = `
const tracer = trace.getTracer('test')
const seen = () => tracer.startSpan('seen').end()
const within = (name, fn) => tracer.startActiveSpan(name, async span => { await fn(); span.end() })
const rows = 'SELECT n FROM generate_series(1, $1::int) AS n'
async function main() {
  const client = new pg.Client(process.env.DATABASE)
  await client.connect()
  await within('cursor', async () => {
    const cursor = client.query(new Cursor(rows, [5]))
    console.log(await cursor.read(2), await cursor.read(9))
    seen()
    await cursor.close()
  })
  await within('called back', () => new Promise(resolve => {
    const cursor = client.query(new Cursor(rows, [3]))
    cursor.read(2, (error, read) => {
      console.log(read)
      cursor.close(resolve)
    })
  }))
  await within('failing cursor', () => client.query(new Cursor('SELEKT')).read(1).catch(error => console.log(error.code)))
  await within('stream', async () => {
    for await (const { n } of client.query(new QueryStream(rows, [5], { batchSize: 2 }))) console.log(n)
    seen()
  })
  await within('left stream', async () => {
    for await (const { n } of client.query(new QueryStream(rows, [5], { batchSize: 2 }))) if (n === 3) break
  })
  await within('failing stream', () => new Promise(resolve => {
    client.query(new QueryStream('SELEKT')).on('error', error => resolve(console.log(error.code))).resume()
  }))
  await within('after', async () => console.log((await client.query('SELECT 1 AS n')).rows))
  await client.end()
  const pool = new pg.Pool({ connectionString: process.env.DATABASE, max: 1 })
  await within('pooled', async () => {
    const held = await pool.connect()
    const cursor = held.query(new Cursor(rows, [1]))
    console.log(await cursor.read(1))
    await cursor.close()
    held.release()
  })
  await pool.end()
}
main()
`
const forms = {
  'app.mjs': `import pg from 'pg'; import Cursor from 'pg-cursor'; import QueryStream from 'pg-query-stream'; import { trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `const pg = require('pg'), Cursor = require('pg-cursor'), QueryStream = require('pg-query-stream'); const { trace } = require('@opentelemetry/api'); ${work}`,
}

describe('an app that uses cursors and streams of pg', () => {
  let receiver: TestReceiver
  let postgres: TestPostgres
  before(async () => {
    receiver = await startReceiver()
    postgres = await startPostgres()
  })
  after(() => Promise.all([postgres.close(), receiver.close()]))

  for (const [file, source] of Object.entries(forms)) {
    test(`behaves as without us, and each is one span until its last row or its end: ${file}`, async () => {
      const library = 'pg-cursor-2'
      const env = {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_SERVICE_NAME: file,
        DATABASE: postgres.url,
      }
      const off = { ...env, OTEL_SERVICE_NAME: 'off', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg' }
      const traced = runApp({ file, source, library, env })
      assert.equal(await traced.exited, 0, traced.stderr())
      const untraced = runApp({ file, source, library, env: off })
      assert.equal(await untraced.exited, 0, untraced.stderr())
      assert.equal(traced.stdout(), untraced.stdout())
      assert.match(traced.stdout(), /42601/)

      const spans = receiver.spans.filter(({ serviceName }) => serviceName === file).map(({ span }) => span)
      const childrenOf = (name: string) => {
        const parent = spans.find(span => span.name === name)
        return spans.filter(span => span.parentSpanId === parent?.spanId)
      }
      const below = (name: string) =>
        childrenOf(name)
          .map(span => span.name)
          .sort()
      for (const name of ['cursor', 'stream']) assert.deepEqual(below(name), ['SELECT generate_series', 'seen'], name)
      for (const name of ['called back', 'left stream']) assert.deepEqual(below(name), ['SELECT generate_series'], name)
      for (const name of ['failing cursor', 'failing stream']) {
        const [failed, ...others] = childrenOf(name)
        assert.deepEqual([failed?.name, failed?.status.code, others], ['SELEKT', 2, []], name)
        assert.equal(plain(failed?.attributes ?? [])['db.response.status_code'], '42601')
      }
      assert.deepEqual(below('after'), ['SELECT'])
      assert.deepEqual(below('pooled'), ['SELECT generate_series', 'pg-pool.connect'])
    })
  }
})
