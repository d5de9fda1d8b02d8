import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startPostgres, type TestPostgres } from './testing/postgres.ts'
import { plain, type ReceivedSpan, startReceiver, type TestReceiver } from './testing/receiver.ts'
import { runApp, type TestApp } from './testing/run-app.ts'

const front = `
import { trace } from '@opentelemetry/api'
import { flush, withSpan } from '@throughline/node'
import Fastify from 'fastify'
import pg from 'pg'
const pool = new pg.Pool({ connectionString: process.env.DATABASE, max: 1, idleTimeoutMillis: 0 })
await pool.query('SELECT 1')
const app = Fastify()
const price = fails => withSpan('price', {}, () => { if (fails) throw new Error('no price') })
app.get('/orders/:id', async ({ query: { fails, calls } }, reply) => {
  reply.header('trace-id', trace.getActiveSpan().spanContext().traceId)
  try { price(fails === 'span') } catch {}
  if (!calls) return {}
  await pool.query(fails === 'query' ? 'SELECT price FROM nowhere' : 'SELECT 1').catch(() => {})
  const answer = await fetch(process.env.BACK + (fails === 'call' ? '/broken' : '/stock'))
  if (fails === 'handler') throw new Error('no order')
  return answer.json()
})
app.get('/flush', async () => { await flush(); return {} })
console.log('listening', await app.listen({ host: '127.0.0.1', port: 0 }))
`
const back = `
import { flush } from '@throughline/node'
import Fastify from 'fastify'
const app = Fastify()
const told = ({ headers: { traceparent, tracestate } }) => ({ flags: traceparent.slice(-2), state: tracestate ?? '' })
app.get('/stock', async request => told(request))
app.get('/broken', async (request, reply) => { reply.code(500); return told(request) })
app.get('/flush', async () => { await flush(); return {} })
console.log('listening', await app.listen({ host: '127.0.0.1', port: 0 }))
`

const requestCount = 5_000
const failures = ['handler', 'span', 'query', 'call'] as const
type Failure = (typeof failures)[number]

interface Answer {
  readonly traceId: string
  readonly fails: Failure | undefined
  readonly hasCalls: boolean
  /** What the second service was told, where it was called and the answer got through. */
  readonly told: { readonly flags?: string; readonly state?: string }
}

describe('one in a hundred sampled, one in fifty failing', () => {
  let receiver: TestReceiver
  let postgres: TestPostgres
  const apps: TestApp[] = []
  const answers: Answer[] = []
  const traces = new Map<string, ReceivedSpan[]>()

  const serve = async (name: string, source: string, env: Record<string, string>) => {
    const settings = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: name,
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.01',
      // However slow the machine, and however fast it makes the requests.
      THROUGHLINE_KEEP_SLOWER_THAN: 'none',
      THROUGHLINE_KEEP_TRACES_PER_SECOND: '10000',
    }
    const app = runApp({ file: 'app.mjs', source, env: { ...settings, ...env } })
    apps.push(app)
    return (await app.line(line => line.startsWith('listening'))).split(' ')[1] ?? ''
  }

  const ask = async (url: string, i: number): Promise<Answer> => {
    const fails = i % 50 === 0 ? failures[(i / 50) % failures.length] : undefined
    const hasCalls = fails !== undefined || i % 10 === 1
    const response = await fetch(`${url}/orders/${i}?fails=${fails ?? ''}&calls=${hasCalls ? 'yes' : ''}`)
    const told: Answer['told'] = JSON.parse(await response.text())
    assert.equal(response.status, fails === 'handler' ? 500 : 200)
    return { traceId: response.headers.get('trace-id') ?? '', fails, hasCalls, told: fails === 'handler' ? {} : told }
  }

  before(async () => {
    receiver = await startReceiver()
    postgres = await startPostgres()
    const backUrl = await serve('back', back, {})
    const frontUrl = await serve('front', front, { BACK: backUrl, DATABASE: postgres.url })
    let next = 0
    const client = async () => {
      while (next < requestCount) answers.push(await ask(frontUrl, next++))
    }
    await Promise.all(Array.from({ length: 16 }, client))
    await Promise.all([frontUrl, backUrl].map(url => fetch(`${url}/flush`)))
    for (const received of receiver.spans) {
      const { traceId } = received.span
      traces.set(traceId, [...(traces.get(traceId) ?? []), received])
    }
  })
  after(async () => {
    for (const app of apps) app.process.kill()
    await postgres.close()
    await receiver.close()
  })

  const isSampled = ({ span }: ReceivedSpan): boolean => (span.flags & 1) === 1
  /** Without those of queries that had to wait for the connection, which are there or not. */
  const spansOf = ({ traceId }: Answer, service: string): ReceivedSpan[] =>
    (traces.get(traceId) ?? []).filter(
      ({ serviceName, span }) => serviceName === service && span.name !== 'pg-pool.connect',
    )

  test('every failing local trace arrives, complete', () => {
    const failing = answers.filter(({ fails }) => fails !== undefined)
    assert.equal(failing.length, requestCount / 50)
    for (const answer of failing) {
      const spans = spansOf(answer, 'front').map(({ span }) => span)
      const ids = new Set(spans.map(({ spanId }) => spanId))
      const query = answer.fails === 'query' ? 'SELECT nowhere' : 'SELECT'
      assert.deepEqual(spans.map(({ name }) => name).sort(), ['GET', 'GET /orders/:id', query, 'price'].sort())
      const roots = spans.filter(({ parentSpanId }) => !ids.has(parentSpanId))
      assert.deepEqual(
        roots.map(({ name, parentSpanId }) => [name, parentSpanId]),
        [['GET /orders/:id', '']],
      )
      const failed = spans.filter(({ status }) => status.code === 2).map(({ name }) => name)
      const expected = { handler: 'GET /orders/:id', span: 'price', query, call: 'GET' }
      assert.deepEqual(failed, [expected[answer.fails ?? 'handler']])
    }
  })

  test('each says on its root that it was kept for an error, unless it was sampled anyway', () => {
    for (const answer of answers.filter(({ fails }) => fails !== undefined)) {
      const root = spansOf(answer, 'front').find(({ span }) => span.parentSpanId === '')
      assert.ok(root !== undefined)
      assert.equal(plain(root.span.attributes)['throughline.kept'], isSampled(root) ? undefined : 'error')
    }
  })

  test('the service whose answer was the failure keeps its own part of the trace, under the same id', () => {
    for (const answer of answers.filter(({ fails }) => fails === 'call')) {
      const call = spansOf(answer, 'front').find(({ span }) => span.name === 'GET')
      const [server] = spansOf(answer, 'back')
      assert.equal(server?.span.parentSpanId, call?.span.spanId)
    }
  })

  test('of the rest about one in a hundred arrives, and says how many it stands for', () => {
    const rest = answers.filter(({ fails, traceId }) => fails === undefined && traces.has(traceId))
    // 49 are expected; a share that is right lies outside of this once in a million runs.
    assert.ok(rest.length > 15 && rest.length < 90, `${rest.length} arrived`)
    for (const answer of rest) {
      const spans = [...spansOf(answer, 'front'), ...spansOf(answer, 'back')]
      assert.equal(spans.length, answer.hasCalls ? 5 : 2)
      for (const { span } of spans) assert.deepEqual([span.traceState, span.flags & 0xff], ['ot=th:fd70a', 3])
    }
  })

  test('what was kept for an error stands for nothing but itself', () => {
    const kept = [...traces.values()].flat().filter(received => !isSampled(received))
    assert.ok(kept.length > 0)
    for (const { span } of kept) assert.deepEqual([span.traceState, span.flags & 0xff], ['', 2])
  })

  test('the service that is called is told which it is', () => {
    for (const answer of answers.filter(({ told }) => told.flags !== undefined)) {
      const sampled = spansOf(answer, 'front').some(isSampled)
      assert.deepEqual(answer.told, sampled ? { flags: '03', state: 'ot=th:fd70a' } : { flags: '02', state: '' })
    }
  })
})
