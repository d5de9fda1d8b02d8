import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sourceFlags } from '../../source-flags.ts'
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { importFlags, requireFlags, runApp } from '../../testing/run-app.ts'

const app = (load: string) => `
${load}
const tracer = trace.getTracer('test')
async function main() {
  const idle = new pg.Client(process.env.DATABASE)
  await idle.connect()
  await idle.query('CREATE TEMP TABLE IF NOT EXISTS users (id int, name text)')
  await idle.end()
  const filling = new pg.Pool({ connectionString: process.env.DATABASE })
  await filling.query('DROP TABLE IF EXISTS nobody')
  await filling.end()
  await tracer.startActiveSpan('job', async job => {
    const pool = new pg.Pool({ connectionString: process.env.DATABASE, max: 1, query_timeout: 400 })
    pool.on('error', () => {})
    await pool.query("SELECT $1::int, 'Ann Onymous' AS name, 42 FROM pg_class LIMIT 3", [1])
    await pool.query({ text: 'SELECT nothing FROM nowhere' }).catch(() => {})
    await pool.query('SELECT pg_sleep(1)').catch(error => console.log(error.message))
    job.end()
  })
  process.exit()
}
main()
`
const commonJs = app(`const pg = require('pg'); const { trace } = require('@opentelemetry/api')`)
const esm = app(`import pg from 'pg'; import { trace } from '@opentelemetry/api'`)

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

  const cases = [
    ['CommonJS by --import', 'app.cjs', commonJs, importFlags],
    ['CommonJS by --require', 'app.cjs', commonJs, requireFlags],
    ['ESM by --import', 'app.mjs', esm, importFlags],
    ['ESM by --require', 'app.mjs', esm, requireFlags],
  ] as const

  for (const [name, file, source, flags] of cases) {
    test(`${name} gets a span for each query, without its values`, async () => {
      const env = {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_SERVICE_NAME: name,
        DATABASE: postgres.url,
      }
      const running = runApp({ file, source, flags, env })
      assert.equal(await running.exited, 0)
      assert.equal(running.stderr(), '')
      assert.match(running.stdout(), /Query read timeout/)

      const spans = receiver.spans.filter(({ serviceName }) => serviceName === name).map(({ span }) => span)
      const job = spans.find(span => span.name === 'job')
      const inJob = spans.filter(span => span.parentSpanId === job?.spanId)
      const queries = inJob
        .filter(span => span.name.startsWith('SELECT'))
        .map(span => ({ ...span, plain: plain(span.attributes) }))
      const [values, failed, timedOut] = queries

      assert.equal(values?.name, 'SELECT pg_class')
      assert.equal(values?.kind, 3)
      assert.equal(values?.plain['db.system.name'], 'postgresql')
      assert.equal(values?.plain['db.operation.name'], 'SELECT')
      assert.equal(values?.plain['db.namespace'], 'postgres')
      assert.equal(values?.plain['db.query.text'], 'SELECT $1::int, ? AS name, ? FROM pg_class LIMIT ?')
      assert.equal(values?.status.code, 0)

      assert.equal(failed?.name, 'SELECT nowhere')
      assert.equal(failed?.status.code, 2)
      assert.match(failed?.status.message ?? '', /nowhere/)
      assert.equal(failed?.plain['error.type'], '42P01')
      assert.equal(failed?.plain['db.response.status_code'], '42P01')

      assert.equal(timedOut?.name, 'SELECT')
      assert.deepEqual(timedOut?.status, { code: 2, message: 'Query read timeout' })
      assert.equal(timedOut?.plain['error.type'], 'Error')
      assert.deepEqual(
        timedOut?.events.map(({ name, attributes }) => [name, plain(attributes)['exception.message']]),
        [['exception', 'Query read timeout']],
      )
      assert.deepEqual(
        inJob.map(span => span.name).filter(name => name.includes('connect')),
        // The pool closes a connection whose query failed, and opens another for the next.
        ['pg-pool.connect', 'pg-pool.connect'],
      )

      const roots = spans.filter(span => span.parentSpanId === '').map(span => span.name)
      assert.deepEqual(roots.sort(), ['CREATE users', 'DROP nobody', 'job'])
    })
  }

  test('has its span processors told of queries, with the attributes that they begin with', async () => {
    const source = `
      import { start, withSpan } from '@throughline/node'
      import pg from 'pg'
      const onStart = (span, context) =>
        console.log(span.name, span.attributes['db.query.text'], span.parentSpanContext !== undefined)
      start({ spanProcessors: [{ onStart, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} }] })
      await withSpan('job', {}, async () => {
        const pool = new pg.Pool({ connectionString: process.env.DATABASE })
        await pool.query('SELECT 1')
        await pool.end()
      })`
    const env = { OTEL_TRACES_EXPORTER: 'none', DATABASE: postgres.url }
    const running = runApp({ file: 'app.mjs', source, flags: sourceFlags, env })
    assert.deepEqual([await running.exited, running.stderr()], [0, ''])
    assert.deepEqual(running.stdout().trim().split('\n'), [
      'job undefined false',
      'pg-pool.connect undefined true',
      'SELECT SELECT ? true',
    ])
  })
})
