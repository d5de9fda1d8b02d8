import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { mariadbServer, startMariadb, type TestMariadb } from '../../testing/mariadb.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'

/** Prints what an app sees of mysql2, and makes a span `seen` wherever a callback runs. */
const work = `
const tracer = trace.getTracer('test')
const seen = () => tracer.startSpan('seen').end()
const within = (name, fn) => tracer.startActiveSpan(name, async span => { await fn(); span.end() })
const called = fn => new Promise(resolve => fn((error, rows) => { seen(); resolve(error ?? rows) }))
const config = { host: '127.0.0.1', port: Number(process.env.PORT), user: 'root', database: 'test' }
async function main() {
  const connection = mysql.createConnection({ ...config, database: undefined })
  await called(done => connection.query('CREATE DATABASE IF NOT EXISTS test', done))
  await called(done => connection.changeUser({ database: 'test' }, done))
  await within('callback', () => called(done => connection.query('SELECT 1 AS n', done)))
  await within('values', async () => console.log(await called(done => connection.query("SELECT ?, 'x', \\"y\\" FROM dual WHERE 1 IN (1, 2)", ['secret'], done))))
  await within('options', async () => console.log(await called(done => connection.query({ sql: 'SELECT ? AS n', values: [2] }, done))))
  await within('options and values', async () => console.log(await called(done => connection.execute({ sql: 'SELECT ? AS n' }, [2], done))))
  await within('failing', async () => console.log((await called(done => connection.query('SELECT nothing FROM nowhere', done))).code))
  await within('failing execute', async () => console.log((await called(done => connection.execute('SELEKT', done))).code))
  await within('events', () => new Promise(resolve => connection.query('SELECT 4 AS n').on('result', row => console.log(row.n)).on('end', resolve)))
  await within('failing events', () => new Promise(resolve => connection.query('SELEKT 4').on('error', error => resolve(console.log(error.code)))))
  await within('executed events', () => new Promise(resolve => connection.execute('SELECT ? AS n', [5]).on('end', resolve)))
  await within('prepared', async () => {
    const statement = await called(done => connection.prepare('SELECT ? AS n', done))
    console.log(await called(done => statement.execute([6], done)))
    await new Promise(resolve => statement.execute([7]).on('result', row => console.log(row.n)).on('end', resolve))
    statement.close()
    const without = await called(done => connection.prepare('SELECT 8 AS n', done))
    console.log(await called(done => without.execute(done)))
    console.log((await called(done => connection.prepare('SELEKT', done))).code)
  })
  await within('failing statement', async () => {
    const statement = await called(done => connection.prepare('KILL QUERY ?', done))
    console.log((await called(done => statement.execute([999999], done))).code)
  })
  try { connection.execute('SELECT ?', [undefined]) } catch (error) { console.log(error.message) }
  // What nobody listens to is the connection's; before 3.0 it is thrown.
  await within('unheard', () => new Promise(resolve => {
    const onError = error => resolve(console.log('unheard', error.code))
    connection.once('error', onError)
    process.once('uncaughtException', onError)
    connection.query('SELEKT 5')
  }))
  connection.destroy()

  const pool = promise.createPool({ ...config, connectionLimit: 1 })
  await Promise.all(['first', 'second'].map(name => within(name, async () => { await pool.query('SELECT ?', [name]); seen() })))
  await within('checked out', async () => {
    const held = await pool.getConnection()
    await held.beginTransaction()
    await held.execute('SELECT ? AS n', [6])
    await held.rollback()
    held.release()
  })
  await within('prepared by promises', async () => {
    const held = await pool.getConnection()
    const statement = await held.prepare('SELECT ? AS n')
    const rows = await Promise.all([9, 10].map(async n => (await statement.execute([n]))[0]))
    console.log(rows)
    seen()
    await statement.close()
    held.release()
  })
  await within('rejected', () => pool.execute('SELECT nothing FROM nowhere').catch(error => console.log(error.code, error.stack.includes('app.'))))
  await within('pool callback', () => called(done => pool.pool.query('SELECT 8', done)))
  await pool.end()
  const nobody = promise.createPool({ ...config, port: 1, connectTimeout: 100 })
  await within('nobody', () => nobody.query('SELECT 1').catch(error => console.log(error.code)))
}
main()`
const forms = {
  'app.mjs': `import mysql from 'mysql2'; import promise from 'mysql2/promise.js'; import { trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `const mysql = require('mysql2'), promise = require('mysql2/promise'); const { trace } = require('@opentelemetry/api'); ${work}`,
}

describe('an app that uses mysql2', { skip: mariadbServer.skip }, () => {
  let receiver: TestReceiver
  let mariadb: TestMariadb
  before(async () => {
    receiver = await startReceiver()
    mariadb = await startMariadb()
  })
  after(() => Promise.all([receiver.close(), mariadb.close()]))

  for (const library of ['mysql2-2', 'mysql2-3']) {
    for (const [file, source] of Object.entries(forms)) {
      test(`behaves as without us, and every query is in the trace of whoever asked: ${library}, ${file}`, async () => {
        const serviceName = `${library} ${file}`
        const env = {
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
          OTEL_SERVICE_NAME: serviceName,
          PORT: String(mariadb.port),
        }
        const off = { ...env, OTEL_SERVICE_NAME: 'off', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'mysql2' }
        const traced = runApp({ file, source, library, env })
        const untraced = runApp({ file, source, library, env: off })
        assert.deepEqual([await traced.exited, traced.stderr()], [0, ''])
        assert.deepEqual([await untraced.exited, untraced.stderr()], [0, ''])
        assert.equal(traced.stdout(), untraced.stdout())
        assert.match(traced.stdout(), /unheard ER_PARSE_ERROR/)

        const spans = receiver.spans.filter(span => span.serviceName === serviceName).map(({ span }) => span)
        const childrenOf = (name: string) => {
          const parent = spans.find(span => span.name === name)
          return spans.filter(span => span.parentSpanId === parent?.spanId)
        }
        const below = (name: string) => childrenOf(name).map(span => span.name)
        assert.deepEqual(below('callback'), ['SELECT', 'seen'])
        for (const name of ['values', 'options', 'options and values']) {
          assert.deepEqual(below(name), [name === 'values' ? 'SELECT dual' : 'SELECT', 'seen'], name)
        }
        assert.deepEqual(below('failing'), ['SELECT nowhere', 'seen'])
        assert.deepEqual(below('failing execute'), ['SELEKT', 'seen'])
        for (const name of ['events', 'executed events']) assert.deepEqual(below(name), ['SELECT'], name)
        assert.deepEqual(below('failing events'), ['SELEKT'])
        // A `seen` for each statement that was given, or refused, and for each callback with rows.
        assert.deepEqual(below('prepared').sort(), [
          'SELECT',
          'SELECT',
          'SELECT',
          'seen',
          'seen',
          'seen',
          'seen',
          'seen',
        ])
        assert.deepEqual(below('failing statement'), ['KILL', 'seen', 'seen'])
        assert.deepEqual(below('prepared by promises'), ['SELECT', 'SELECT', 'seen'])
        assert.deepEqual(below('unheard'), ['SELEKT'])
        assert.deepEqual(below('first').sort(), ['SELECT', 'mysql2-pool.connect', 'seen'])
        assert.deepEqual(below('second').sort(), ['SELECT', 'mysql2-pool.connect', 'seen'])
        assert.deepEqual(below('checked out'), ['START', 'SELECT', 'ROLLBACK'])
        assert.deepEqual(below('rejected'), ['SELECT nowhere'])
        assert.deepEqual(below('pool callback'), ['SELECT', 'seen'])
        assert.deepEqual(below('nobody'), ['mysql2-pool.connect'])

        const [values] = childrenOf('values')
        assert.deepEqual([values?.kind, values?.status.code], [3, 0])
        assert.deepEqual(plain(values?.attributes ?? []), {
          'db.system.name': 'mysql',
          'db.operation.name': 'SELECT',
          'db.query.summary': 'SELECT dual',
          'db.query.text': 'SELECT ?, ?, ? FROM dual WHERE ? IN (?)',
          'server.address': '127.0.0.1',
          'server.port': BigInt(mariadb.port),
        })
        for (const name of ['failing', 'rejected']) {
          const [failed] = childrenOf(name)
          assert.equal(failed?.status.code, 2)
          assert.match(failed.status.message, /nowhere' doesn't exist/)
          const attributes = plain(failed.attributes)
          assert.deepEqual([attributes['error.type'], attributes['db.response.status_code']], ['1146', '1146'])
        }
        const killed = childrenOf('failing statement').find(span => span.name === 'KILL')
        assert.deepEqual([killed?.status.code, plain(killed?.attributes ?? [])['error.type']], [2, '1094'])
        const [event] = childrenOf('failing events')
        assert.equal(plain(event?.attributes ?? [])['error.type'], '1064')
        const [refused] = childrenOf('nobody')
        assert.deepEqual(
          [
            refused?.status.code,
            plain(refused?.attributes ?? [])['error.type'],
            plain(refused?.attributes ?? [])['server.port'],
          ],
          [2, 'ECONNREFUSED', 1n],
        )
        assert.equal(plain(childrenOf('first')[0]?.attributes ?? [])['db.namespace'], 'test')
      })
    }
  }
})
