import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { canHook } from '../../modules/es-modules.ts'
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'

/** Prints what an app sees of postgres.js, and makes a span `seen` wherever its code goes on. */
const work = `
const tracer = trace.getTracer('test')
const seen = () => tracer.startSpan('seen').end()
const within = (name, fn) => tracer.startActiveSpan(name, async span => { await fn(); span.end() })
const sql = postgres(process.env.DATABASE, { max: 1, onnotice: () => {} })
async function main() {
  await sql\`CREATE TEMP TABLE IF NOT EXISTS users (id int, name text)\`
  await sql\`DELETE FROM users\`
  await within('values', async () => { console.log(await sql\`SELECT \${1}::int AS n, \${'secret'} AS s, 'literal' AS l\`); seen() })
  await within('insert', () => sql\`INSERT INTO users \${sql([{ id: 1, name: 'a' }, { id: 2, name: 'b' }])}\`)
  const condition = sql\`WHERE id > \${0}\`
  await within('fragments', async () => console.log((await sql\`SELECT \${sql('name')} FROM \${sql('users')} \${condition} AND id < \${9}\`).length))
  await within('unsafe', async () => console.log(await sql.unsafe('SELECT $1::int AS n, 42 AS m', [3])))
  await within('failing', () => sql\`SELECT nothing FROM nowhere\`.catch(error => { seen(); console.log(error.code, error.constructor.name, error.query) }))
  await within('rows', () => sql\`SELECT * FROM users\`.forEach(row => { seen(); console.log(row.name) }))
  await within('cursor', async () => { for await (const [row] of sql\`SELECT * FROM users\`.cursor()) { seen(); console.log(row.name) } })
  await within('cursor with a function', () => sql\`SELECT * FROM users\`.cursor(1, ([row]) => { seen(); console.log(row.name) }))
  await within('transaction', () => sql.begin(async tx => { await tx\`SELECT 5\`; seen() }))
  await within('rolled back', () => sql.begin(async tx => { await tx\`SELEKT\` }).catch(error => console.log(error.code)))
  await Promise.all(['first', 'second', 'third'].map(name => within(name, async () => { await sql\`SELECT \${name}\`; seen() })))
  const never = sql\`SELECT never\`
  await sql.end()
  const nobody = postgres('postgres://nobody@127.0.0.1:1/none', { max: 1, connect_timeout: 1 })
  await within('nobody', () => nobody\`SELECT 1\`.catch(error => console.log(error.code)))
  console.log(never.executed)
  process.exit()
}
main()`
const forms = {
  'app.mjs': `import postgres from 'postgres'; import { trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `const postgres = require('postgres'); const { trace } = require('@opentelemetry/api'); ${work}`,
}

describe('an app that uses postgres.js', () => {
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

  for (const library of ['postgres-3.0', 'postgres-3']) {
    for (const [file, source] of Object.entries(forms)) {
      // Of ES modules, such a Node tells nothing.
      const skip = !canHook && file.endsWith('.mjs')
      test(`behaves as without us, and every query is in the trace of whoever asked: ${library}, ${file}`, {
        skip,
      }, async () => {
        const serviceName = `${library} ${file}`
        const env = {
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
          OTEL_SERVICE_NAME: serviceName,
          DATABASE: postgres.url,
        }
        const off = { ...env, OTEL_SERVICE_NAME: 'off', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'postgres' }
        const traced = runApp({ file, source, library, env })
        assert.deepEqual([await traced.exited, traced.stderr()], [0, ''])
        const untraced = runApp({ file, source, library, env: off })
        assert.deepEqual([await untraced.exited, untraced.stderr()], [0, ''])
        assert.equal(traced.stdout(), untraced.stdout())
        assert.match(traced.stdout(), /42P01 PostgresError[\s\S]*ECONNREFUSED\nfalse\n$/)

        const spans = receiver.spans.filter(span => span.serviceName === serviceName).map(({ span }) => span)
        const childrenOf = (name: string) => {
          const parent = spans.find(span => span.name === name)
          return spans.filter(span => span.parentSpanId === parent?.spanId)
        }
        const below = (name: string) => childrenOf(name).map(span => span.name)
        const textOf = (name: string) => plain(childrenOf(name)[0]?.attributes ?? [])['db.query.text']
        assert.deepEqual(below('values'), ['SELECT', 'seen'])
        assert.deepEqual(below('insert'), ['INSERT users'])
        assert.equal(textOf('insert'), 'INSERT INTO users ?')
        assert.deepEqual(below('fragments'), ['SELECT users'])
        assert.equal(textOf('fragments'), 'SELECT "name" FROM "users" WHERE id > $1 AND id < $2')
        assert.equal(textOf('unsafe'), 'SELECT $1::int AS n, ? AS m')
        assert.deepEqual(below('failing'), ['SELECT nowhere', 'seen'])
        for (const name of ['rows', 'cursor', 'cursor with a function']) {
          assert.deepEqual(below(name).sort(), ['SELECT users', 'seen', 'seen'], name)
        }
        assert.deepEqual(below('transaction').sort(), ['BEGIN', 'COMMIT', 'SELECT', 'seen'])
        assert.deepEqual(below('rolled back'), ['BEGIN', 'SELEKT', 'ROLLBACK'])
        for (const name of ['first', 'second', 'third']) assert.deepEqual(below(name), ['SELECT', 'seen'], name)
        assert.deepEqual(below('nobody'), ['SELECT'])
        const roots = spans.filter(span => span.parentSpanId === '').map(span => span.name)
        assert.deepEqual(
          roots.filter(name => /^[CD]/.test(name)),
          ['CREATE users', 'DELETE users'],
        )

        const [values] = childrenOf('values')
        assert.deepEqual([values?.kind, values?.status.code], [3, 0])
        const url = new URL(postgres.url)
        const target = {
          'db.namespace': 'postgres',
          'server.address': url.hostname,
          'server.port': BigInt(url.port),
        }
        assert.deepEqual(plain(values?.attributes ?? []), {
          'db.system.name': 'postgresql',
          'db.operation.name': 'SELECT',
          'db.query.summary': 'SELECT',
          'db.query.text': 'SELECT $1::int AS n, $2 AS s, ? AS l',
          ...(library === 'postgres-3.0' ? {} : target),
        })
        const [failed] = childrenOf('failing')
        assert.equal(failed?.status.code, 2)
        assert.equal(plain(failed.attributes)['db.response.status_code'], '42P01')
        const [refused] = childrenOf('nobody')
        assert.equal(plain(refused?.attributes ?? [])['error.type'], 'ECONNREFUSED')
      })
    }
  }
})
