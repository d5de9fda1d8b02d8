import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { inspect } from 'node:util'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'
import { withoutLiterals } from './operation-span.ts'

/** Prints what an app sees of GraphQL; each resolver makes a span `resolved`. */
const work = `
const tracer = trace.getTracer('app')
const resolved = () => tracer.startSpan('resolved').end()
const within = (name, fn) => tracer.startActiveSpan(name, async span => { await fn(); span.end() })
const schema = buildSchema('type Query { sync(name: String): String, async(n: Int): String, broken: String } type Mutation { add(n: Int): Int }')
const rootValue = {
  sync: () => { resolved(); return 'a' },
  async: async () => { await null; resolved(); return 'b' },
  broken: () => { throw new RangeError('out of range') },
  add: () => 1,
}
const show = result => console.log(JSON.stringify(result))
const main = async () => {
  await within('sync', async () => show(graphqlSync({ schema, rootValue, source: 'query Named { sync(name: "secret") } # secret' })))
  await within('async', async () => { show(await graphql({ schema, rootValue, source: '{ async(n: 4711) }' })); resolved() })
  await within('mutation', async () => show(await execute({ schema, rootValue, document: parse('query Q { sync } mutation M { add(n: 4711) }'), operationName: 'M' })))
  await within('broken', async () => show(await graphql({ schema, rootValue, source: '{ broken sync }' })))
  await within('invalid', async () => show(await graphql({ schema, rootValue, source: '{ nothing }' })))
  try { execute({ schema, document: null }) } catch (error) { console.log(error.message) }
  show(executeSync({ schema, rootValue, document: parse('{ sync }') }))
}
main().catch(error => { console.error(error); process.exit(1) })`
const names = 'buildSchema, execute, executeSync, graphql, graphqlSync, parse'
const forms = {
  'app.mjs': `import { ${names} } from 'graphql'; import { trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `const { ${names} } = require('graphql'); const { trace } = require('@opentelemetry/api'); ${work}`,
}

describe('graphql', () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  async function spansOf(library: string, file: keyof typeof forms, env: Record<string, string> = {}) {
    const serviceName = [library, file, ...Object.keys(env)].join(' ')
    const app = runApp({
      file,
      source: forms[file],
      library,
      env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: serviceName },
    })
    assert.equal(await app.exited, 0, app.stderr())
    const spans = receiver.spans.filter(span => span.serviceName === serviceName).map(({ span }) => span)
    return { spans, stdout: app.stdout() }
  }

  for (const library of ['graphql-15', 'graphql-17']) {
    for (const file of ['app.mjs', 'app.cjs'] as const) {
      test(`${library}, ${file}: a span for each operation, in which its resolvers run`, async () => {
        const [{ spans, stdout }, off] = await Promise.all([
          spansOf(library, file),
          spansOf(library, file, { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'graphql' }),
        ])
        assert.equal(stdout, off.stdout)
        assert.match(stdout, /out of range/)
        const below = (name: string) => {
          const parent = spans.find(span => span.name === name)
          return spans.filter(span => span.parentSpanId === parent?.spanId)
        }
        const namesBelow = (name: string) => below(name).map(span => span.name)

        assert.deepEqual(namesBelow('sync'), ['query Named'])
        assert.equal(below('sync')[0]?.kind, 1)
        assert.deepEqual(namesBelow('query Named'), ['resolved'])
        assert.deepEqual(plain(below('sync')[0]?.attributes ?? []), {
          'graphql.operation.type': 'query',
          'graphql.operation.name': 'Named',
          'graphql.document': 'query Named { sync(name: ?) } ',
        })
        assert.deepEqual(namesBelow('async').sort(), ['query', 'resolved'])
        const asynchronous = below('async').find(span => span.name === 'query')
        const [within, ...others] = spans.filter(span => span.parentSpanId === asynchronous?.spanId)
        assert.deepEqual([within?.name, others.length], ['resolved', 0])
        assert.deepEqual(namesBelow('mutation'), ['mutation M'])
        const [broken] = below('broken')
        assert.deepEqual(broken?.status, { code: 2, message: 'out of range' })
        assert.equal(plain(broken?.attributes ?? [])['error.type'], 'RangeError')
        assert.equal(broken?.events.length, 1)
        assert.deepEqual(namesBelow('invalid'), [])
        const roots = spans.filter(span => span.parentSpanId === '' && span.name === 'query')
        assert.equal(roots.length, 1)
        // Of ids and times, any digits may be a part.
        const told = spans.map(({ name, attributes, status, events }) => [
          name,
          attributes,
          status,
          events.map(event => event.attributes),
        ])
        assert.doesNotMatch(inspect(told, { depth: null }), /secret|4711/)
        assert.ok(off.spans.every(span => span.attributes.every(({ key }) => !key.startsWith('graphql'))))
      })
    }
  }
})

test('a document is shown without strings, numbers and comments, and with all of its names', () => {
  const texts = {
    '{ a(s: "x\\"y", n: -1.5e3) }': '{ a(s: ?, n: ?) }',
    '{ a(s: """block "quoted" \\""" end""") }': '{ a(s: ?) }',
    '{ field1 $v2 }': '{ field1 $v2 }',
    '# "comment\n{ a(s: "x") }': '\n{ a(s: ?) }',
    '{ a(s: "cut off': '{ a(s: ?',
  }
  for (const [source, shown] of Object.entries(texts)) assert.equal(withoutLiterals(source), shown)
})
