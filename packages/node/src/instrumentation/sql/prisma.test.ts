import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { inspect } from 'node:util'
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { prismaClient } from '../../testing/prisma-client.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { repository, runApp } from '../../testing/run-app.ts'

/** Prints what an app sees of Prisma. */
const work = `
const tracer = trace.getTracer('test')
const within = (name, fn) => tracer.startActiveSpan(name, async span => { await fn(); tracer.startSpan('after').end(); span.end() })
const shown = ({ constructor, name, code, message }) => console.log(constructor.name, name, code, message.trim().split('\\n').at(-1))
async function main() {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE }) })
  await prisma.$executeRawUnsafe('CREATE TABLE "User" (id int PRIMARY KEY, name text NOT NULL)')
  await within('create', async () => console.log(await prisma.user.create({ data: { id: 1, name: 'secret' } })))
  await within('find', async () => console.log(await prisma.user.findMany({ where: { name: 'secret' } })))
  await within('raw', async () => console.log(await prisma.$queryRaw\`SELECT id FROM "User" WHERE name = 'secret' AND id = \${1}\`))
  await within('failing', () => prisma.user.create({ data: { id: 1, name: 'secret' } }).catch(shown))
  await within('failing raw', () => prisma.$queryRaw\`SELEKT 1\`.catch(shown))
  await within('wrong', () => prisma.user.create({ data: { id: 'secret', name: 'secret' } }).catch(shown))
  await within('transaction', () => prisma.$transaction(async tx => {
    await tx.user.update({ where: { id: 1 }, data: { name: 'other' } })
    tracer.startSpan('in transaction').end()
  }))
  await within('thrown', () => prisma.$transaction(() => { throw new RangeError('mine') }).catch(shown))
  await prisma.$executeRawUnsafe('DROP TABLE "User"')
  await prisma.$disconnect()
}
main()
`
const cjs = `const { PrismaClient } = require('./client.cjs'); const { PrismaPg } = require('@prisma/adapter-pg')
const { trace } = require('@opentelemetry/api')`
const esm = `import { PrismaClient } from './client.cjs'; import { PrismaPg } from '@prisma/adapter-pg'
import { trace } from '@opentelemetry/api'`
const load = { 'app.cjs': cjs, 'app.mjs': esm }
const inQuery = (name: string) => [`prisma ${name}`, 'after']

describe('an app that uses Prisma', () => {
  let receiver: TestReceiver
  let postgres: TestPostgres
  before(async () => {
    ;[receiver, postgres] = await Promise.all([startReceiver(), startPostgres()])
  })
  after(() => Promise.all([receiver.close(), postgres.close()]))

  /** What the app printed, and what it sent. One at a time: the database has one session for all. */
  async function run(serviceName: string, major: 6 | 7, options: Partial<Parameters<typeof runApp>[0]> = {}) {
    const { file = 'app.cjs', source = load[file as 'app.cjs'] + work, files, env } = options
    const app = runApp({
      file,
      source,
      library: `prisma-${major}`,
      files: files ?? { 'client.cjs': prismaClient(major) },
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_SERVICE_NAME: serviceName,
        DATABASE: postgres.url,
        ...env,
      },
    })
    assert.equal(await app.exited, 0, app.stderr())
    assert.equal(app.stderr(), '')
    const spans = receiver.spans.filter(span => span.serviceName === serviceName).map(({ span }) => span)
    const childrenOf = (name: string) => {
      const parent = spans.find(span => span.name === name)
      return spans.filter(span => span.parentSpanId === parent?.spanId)
    }
    const find = (parent: string, name: string) => {
      const span = childrenOf(parent).find(span => span.name === name)
      assert.ok(span, `${name} in ${parent}: ${childrenOf(parent).map(span => span.name)}`)
      return {
        ...span,
        attributes: plain(span.attributes),
        below: spans.filter(({ parentSpanId }) => parentSpanId === span.spanId),
      }
    }
    return { stdout: app.stdout(), spans, childrenOf, find }
  }

  for (const major of [6, 7] as const) {
    for (const file of ['app.cjs', 'app.mjs'] as const) {
      test(`behaves as without us, and has a span for each operation: ${major}, ${file}`, async () => {
        const untraced = await run('off', major, { file, env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'prisma,pg' } })
        const { stdout, childrenOf, find, spans } = await run(`${major} ${file}`, major, { file })
        assert.equal(stdout, untraced.stdout)
        assert.match(stdout, /PrismaClientKnownRequestError PrismaClientKnownRequestError P2002/)

        assert.deepEqual(
          childrenOf('find').map(({ name }) => name),
          inQuery('User.findMany'),
        )
        const operation = find('find', 'prisma User.findMany')
        assert.deepEqual([operation.kind, operation.status.code], [1, 0])
        assert.deepEqual(operation.attributes, { method: 'findMany', model: 'User' })
        assert.deepEqual(
          operation.below.map(({ name, kind }) => [name, kind]),
          [['SELECT public.User', 3]],
        )
        assert.deepEqual(
          childrenOf('raw').map(({ name }) => name),
          inQuery('queryRaw'),
        )
        assert.deepEqual(find('raw', 'prisma queryRaw').attributes, { method: 'queryRaw' })

        const failed = find('failing', 'prisma User.create')
        assert.equal(failed.attributes['error.type'], 'P2002')
        assert.equal(failed.status.code, 2)
        assert.match(failed.status.message, /^Unique constraint failed/)
        const wrong = find('wrong', 'prisma User.create')
        assert.equal(wrong.attributes['error.type'], 'PrismaClientValidationError')
        assert.deepEqual(wrong.below, [])

        const transaction = find('transaction', 'prisma $transaction')
        const inTransaction = transaction.below
          .map(({ name }) => name)
          .filter(name => name !== 'pg-pool.connect')
          .sort()
        assert.deepEqual(inTransaction, ['BEGIN', 'COMMIT', 'in transaction', 'prisma User.update'])
        assert.equal(find('thrown', 'prisma $transaction').attributes['error.type'], 'RangeError')
        assert.doesNotMatch(inspect(spans, { depth: null }), /secret/)
      })
    }

    test(`has spans of queries whose driver has none: ${major}`, async () => {
      const { find } = await run(`${major} undriven`, major, { env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg' } })
      const [query, ...others] = find('raw', 'prisma queryRaw').below
      assert.deepEqual([query?.name, query?.kind, others], ['SELECT User', 3, []])
      assert.deepEqual(plain(query?.attributes ?? []), {
        'db.system.name': 'postgresql',
        'db.operation.name': 'SELECT',
        'db.query.summary': 'SELECT User',
        'db.query.text': 'SELECT id FROM "User" WHERE name = ? AND id = $1',
      })
      const [failed] = find('failing raw', 'prisma queryRaw').below
      assert.equal(failed?.status.code, 2)
      assert.equal(plain(failed?.attributes ?? [])['db.response.status_code'], '42601')
    })
  }

  test('is traced where its client brings its runtime along', async () => {
    const require = createRequire(join(repository, 'tests/libraries/prisma-7/package.json'))
    const runtime = readFileSync(require.resolve(join('@prisma/client', 'runtime/client')), 'utf8')
    const files = { 'client.cjs': prismaClient(7, './runtime.cjs'), 'runtime.cjs': runtime }
    const { childrenOf } = await run('copied', 7, { files })
    assert.deepEqual(
      childrenOf('find').map(({ name }) => name),
      inQuery('User.findMany'),
    )
  })

  test('keeps its own tracing', async () => {
    const own = `
      const helper = { isEnabled: () => false, getActiveContext() {}, getTraceParent: () => '00-10-10-00',
        dispatchEngineSpans() {}, runInChildSpan: (options, callback) => callback() }
      globalThis.V7_PRISMA_INSTRUMENTATION = { helper }`
    const { childrenOf } = await run('own', 7, { source: `${own}\n${cjs}${work}` })
    assert.deepEqual(
      childrenOf('find').map(({ name }) => name),
      ['SELECT public.User', 'after'],
    )
  })

  test('has spans of the queries of an engine, which are told when they are over', async () => {
    const source = `
      const { trace } = require('@opentelemetry/api')
      const { shutdown } = require('@throughline/node')
      const { helper } = globalThis.PRISMA_INSTRUMENTATION
      const engineSpan = (name, attributes) => ({ id: '1', parentId: null, name, startTime: [1_700_000_000, 5], endTime: [1_700_000_001, 7], kind: 'client', attributes })
      trace.getTracer('test').startActiveSpan('job', span => {
        const { traceId, spanId } = span.spanContext()
        console.log(helper.getTraceParent().startsWith('00-' + traceId + '-' + spanId + '-0'))
        helper.dispatchEngineSpans([
          engineSpan('prisma:engine:query'),
          engineSpan('prisma:engine:db_query', { 'db.system': 'mysql', 'db.query.text': "SELECT * FROM users WHERE name = 'secret'" }),
          engineSpan('prisma:engine:db_query', { 'db.system': 'mongodb', 'db.query.text': 'db.users.find({ name: "secret" })' }),
        ], ['event'], event => console.log(event))
        span.end()
      })
      shutdown().then(() => console.log(globalThis.PRISMA_INSTRUMENTATION))`
    const { stdout, childrenOf, find } = await run('engine', 7, { source })
    assert.equal(stdout, 'true\nevent\nundefined\n')
    assert.equal(childrenOf('job').length, 1)
    const { kind, startTimeUnixNano, endTimeUnixNano, attributes } = find('job', 'SELECT users')
    assert.deepEqual(
      [kind, startTimeUnixNano, endTimeUnixNano],
      [3, 1_700_000_000_000_000_005n, 1_700_000_001_000_000_007n],
    )
    assert.equal(attributes['db.query.text'], 'SELECT * FROM users WHERE name = ?')
    assert.equal(attributes['db.system.name'], 'mysql')
  })
})
