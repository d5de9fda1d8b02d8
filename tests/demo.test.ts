import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TraceSummary } from '@throughline/api'
import { type Server, startServer } from './harness/server.ts'
import { type SpanNode, spanTree } from './harness/span-tree.ts'
import { until } from './harness/until.ts'

/** The sleep of the slow user's row, which the database cannot cut short. */
const slowNano = 600_000_000n
const statusError = 2
const usersQuery = 'SELECT id, name, city, tier FROM users WHERE id = $1'

let server: Server
before(async () => {
  server = await startServer('--demo')
})
after(() => server.stop())

/** The newest trace that `query` finds and that is wanted, once all of `services` and every parent are in. */
const findTrace = (query: string, services: readonly string[], isWanted: (trace: TraceSummary) => boolean) =>
  until(`a trace for ${query}`, async () => {
    const found = (await server.listTraces(query)).find(
      trace => isWanted(trace) && services.every(service => trace.services.includes(service)),
    )
    const [root, ...orphans] = found ? spanTree(await server.readTrace(found.traceId)) : []
    return orphans.length === 0 ? root : undefined
  })

const isHealthy = ({ errorCount }: TraceSummary) => errorCount === 0

const everySpan = (node: SpanNode): readonly SpanNode[] => [node, ...node.children.flatMap(everySpan)]

const everyService = ['auth', 'gateway', 'orders', 'shipping']

test('a healthy visit is one trace through all four services and the database', async () => {
  const root = await findTrace('text=user-1001', everyService, isHealthy)
  assert.equal(root.service, 'gateway')
  assert.match(root.span.name, /^(GET \/checkout\/:cartId|POST \/orders)$/)
  const byService = Map.groupBy(everySpan(root), ({ service }) => service)
  assert.deepEqual([...byService.keys()].toSorted(), everyService)
  assert.ok(byService.get('auth')?.some(({ attributes }) => attributes['db.system.name'] === 'postgresql'))
})

test('a slow visit spends its time in the users query', async () => {
  const root = await findTrace('text=user-1006', everyService, isHealthy)
  const query = everySpan(root).find(({ attributes }) => attributes['db.query.text'] === usersQuery)
  assert.ok(query && query.span.endTimeUnixNano - query.span.startTimeUnixNano >= slowNano)
})

test('a failing visit leads from the 500 of the gateway to the query that timed out', async () => {
  const root = await findTrace('errors=true&text=user-1007', ['auth', 'gateway'], () => true)
  const failed = everySpan(root).filter(({ span }) => span.status.code === statusError)
  assert.deepEqual(
    failed.map(({ service, span, attributes }) => [service, span.name, attributes['http.response.status_code']]),
    [
      ['gateway', root.span.name, 500n],
      ['gateway', 'GET', 503n],
      ['auth', 'GET /users/:id', 503n],
      ['auth', 'SELECT users', undefined],
    ],
  )
  const query = failed.at(-1)
  assert.equal(query?.attributes['db.query.text'], usersQuery)
  assert.equal(query?.span.status.message, 'Query read timeout')
  assert.ok(query?.span.events.some(({ name }) => name === 'exception'))
})

test('the four services are known by name', async () => {
  await until('all four services', async () => {
    const services = await server.listServices()
    return everyService.every(service => services.includes(service)) || undefined
  })
})
