import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { mariadbServer, startMariadb, type TestMariadb } from '../../testing/mariadb.ts'
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'

const within = `
const within = async fn => {
  await fn()
  await trace.getTracer('test').startActiveSpan('job', async job => {
    await fn()
    trace.getTracer('test').startSpan('after').end()
    job.end()
  })
}`
const mysqlConfig = `{ host: '127.0.0.1', port: Number(process.env.PORT), user: 'root', database: 'information_schema' }`
const drizzle = (driver: string, pool: string) => `
import { trace } from '@opentelemetry/api'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/${driver}'
${pool}
${within}
const db = drizzle(driver)
await within(() => db.select({ n: sql\`count(*)\` }).from(sql\`information_schema.tables\`).where(sql\`table_name = \${'secret'}\`))
process.exit()`
const knex = (client: string, connection: string) => `
import { trace } from '@opentelemetry/api'
import Knex from 'knex'
${within}
const knex = Knex({ client: '${client}', connection: ${connection} })
await within(() => knex('information_schema.tables').where('table_name', 'secret').count('* as n'))
process.exit()`

const apps = [
  [
    'drizzle-0',
    'pg',
    drizzle(
      'node-postgres',
      `import pg from 'pg'; const driver = new pg.Pool({ connectionString: process.env.DATABASE })`,
    ),
  ],
  [
    'drizzle-0',
    'mysql2',
    drizzle('mysql2', `import mysql from 'mysql2/promise'; const driver = mysql.createPool(${mysqlConfig})`),
  ],
  ['knex-3', 'pg', knex('pg', 'process.env.DATABASE')],
  ['knex-3', 'mysql2', knex('mysql2', mysqlConfig)],
] as const

describe('a query that is built', { skip: mariadbServer.skip }, () => {
  let receiver: TestReceiver
  let mariadb: TestMariadb
  let postgres: TestPostgres
  before(async () => {
    ;[receiver, mariadb, postgres] = await Promise.all([startReceiver(), startMariadb(), startPostgres()])
  })
  after(() => Promise.all([receiver.close(), mariadb.close(), postgres.close()]))

  for (const [library, driver, source] of apps) {
    test(`is one span of its driver: ${library}, ${driver}`, async () => {
      const serviceName = `${library} ${driver}`
      const env = {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_SERVICE_NAME: serviceName,
        DATABASE: postgres.url,
        PORT: String(mariadb.port),
      }
      const app = runApp({ file: 'app.mjs', source, library, env })
      assert.deepEqual([await app.exited, app.stderr()], [0, ''])
      const spans = receiver.spans.filter(span => span.serviceName === serviceName).map(({ span }) => span)
      const job = spans.find(span => span.name === 'job')
      const inJob = spans.filter(span => span.parentSpanId === job?.spanId)
      assert.deepEqual(inJob.map(({ name }) => name).sort(), ['SELECT information_schema.tables', 'after'])
      const query = inJob.find(({ kind }) => kind === 3)
      const { 'db.system.name': system, 'db.query.text': text } = plain(query?.attributes ?? [])
      assert.equal(system, driver === 'pg' ? 'postgresql' : 'mysql')
      assert.match(String(text), /^select count\(\*\) .*where .*table_name.* = (\$1|\?)$/)
    })
  }
})
