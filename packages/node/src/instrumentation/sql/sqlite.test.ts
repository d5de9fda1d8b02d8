import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { requireNative } from '../../testing/native-library.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'

/** Prints what an app sees of a database. */
const work = (isBetter: boolean) => `
const within = (name, fn) => trace.getTracer('test').startActiveSpan(name, span => { fn(); span.end() })
const db = new Database('shop.db')
db.exec('CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)')
const insert = db.prepare('INSERT INTO users (id, name) VALUES (?, ?)')
insert.run(0, 'nobody')
within('exec', () => db.exec("INSERT INTO users VALUES (1, 'secret')"))
within('run', () => console.log(insert.run(2, 'secret').changes))
within('get', () => console.log(db.prepare('SELECT * FROM users WHERE id = ?').get(2)))
within('all', () => console.log(db.prepare("SELECT * FROM users WHERE id IN (1, 2) AND name != 'x'").all()))
within('iterate', () => { for (const row of db.prepare('SELECT id FROM users').iterate()) console.log(row) })
within('failing', () => { try { insert.run(2, 'again') } catch (error) { console.log(error.constructor.name, error.code, error.message) } })
within('failing exec', () => { try { db.exec('SELEKT') } catch (error) { console.log(error.code, error.message) } })
within('wrong', () => { try { db.exec(7) } catch (error) { console.log(error.constructor.name, error.message) } })
${isBetter ? "within('transaction', () => db.transaction(() => insert.run(3, 'c'))())" : ''}
db.close()
require('node:fs').rmSync('shop.db')
`
const load = (isBetter: boolean, isEsm: boolean) => {
  const [name, id] = isBetter ? ['Database', 'better-sqlite3'] : ['{ DatabaseSync }', 'node:sqlite']
  const rest = isBetter ? '' : 'const Database = DatabaseSync;'
  return isEsm
    ? `import ${name} from '${id}'; import { trace } from '@opentelemetry/api'; import { createRequire } from 'node:module'
       const require = createRequire(import.meta.url); ${rest}`
    : `const ${name} = require('${id}'); const { trace } = require('@opentelemetry/api'); ${rest}`
}
const hasLocation = !process.version.startsWith('v22.15.')

/** Before 13 its native code is in no package. */
const skipOf = (library: string | undefined): string | false =>
  library === 'better-sqlite3-11' && requireNative(library, 'better-sqlite3/build/Release/better_sqlite3.node').skip

describe('an app that uses SQLite', () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  for (const [name, library] of [
    ['sqlite', undefined],
    ['better-sqlite3', 'better-sqlite3-11'],
    ['better-sqlite3', 'better-sqlite3-13'],
  ] as const) {
    for (const file of ['app.mjs', 'app.cjs']) {
      test(`behaves as without us, and has a span for each statement within another: ${library ?? name}, ${file}`, {
        skip: skipOf(library),
      }, async () => {
        const isBetter = library !== undefined
        const source = load(isBetter, file === 'app.mjs') + work(isBetter)
        const serviceName = `${library ?? name} ${file}`
        const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: serviceName }
        const off = { ...env, OTEL_SERVICE_NAME: 'off', OTEL_NODE_DISABLED_INSTRUMENTATIONS: name }
        const traced = runApp({ file, source, library, env })
        const untraced = runApp({ file, source, library, env: off })
        assert.equal(await traced.exited, 0, traced.stderr())
        assert.equal(await untraced.exited, 0, untraced.stderr())
        const withoutPid = (text: string) => text.replace(/\(node:\d+\)/, '')
        assert.equal(withoutPid(traced.stderr()), withoutPid(untraced.stderr()))
        assert.equal(traced.stdout(), untraced.stdout())
        assert.match(traced.stdout(), /UNIQUE constraint failed/)

        const spans = receiver.spans.filter(span => span.serviceName === serviceName).map(({ span }) => span)
        const childrenOf = (name: string) => {
          const parent = spans.find(span => span.name === name)
          return spans.filter(span => span.parentSpanId === parent?.spanId)
        }
        const below = (name: string) => childrenOf(name).map(span => span.name)
        const textOf = (name: string) => plain(childrenOf(name)[0]?.attributes ?? [])['db.query.text']
        assert.deepEqual(below('exec'), ['INSERT users'])
        assert.equal(textOf('exec'), 'INSERT INTO users VALUES (?, ?)')
        assert.deepEqual(below('run'), ['INSERT users'])
        assert.deepEqual(below('get'), ['SELECT users'])
        assert.equal(textOf('all'), 'SELECT * FROM users WHERE id IN (?) AND name != ?')
        assert.deepEqual(below('iterate'), ['SELECT users'])
        assert.deepEqual(below('failing exec'), ['SELEKT'])
        assert.deepEqual(below('wrong'), [])
        if (isBetter) assert.deepEqual(below('transaction'), ['BEGIN', 'INSERT users', 'COMMIT'])
        const roots = spans.filter(span => span.parentSpanId === '').map(span => span.name)
        assert.ok(!roots.some(name => name.startsWith('CREATE') || name.startsWith('INSERT')), roots.join())

        const [got] = childrenOf('get')
        assert.deepEqual([got?.kind, got?.status.code], [3, 0])
        assert.deepEqual(plain(got?.attributes ?? []), {
          'db.system.name': 'sqlite',
          ...(isBetter || hasLocation ? { 'db.namespace': 'shop.db' } : {}),
          'db.operation.name': 'SELECT',
          'db.query.summary': 'SELECT users',
          'db.query.text': 'SELECT * FROM users WHERE id = ?',
        })
        const [failed] = childrenOf('failing')
        const status = isBetter ? 'SQLITE_CONSTRAINT_PRIMARYKEY' : '1555'
        const attributes = plain(failed?.attributes ?? [])
        assert.equal(failed?.status.code, 2)
        assert.deepEqual([attributes['error.type'], attributes['db.response.status_code']], [status, status])
      })
    }
  }
})
