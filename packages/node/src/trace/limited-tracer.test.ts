import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type HeadSampler, parentBased, traceIdRatio } from '../sampling/head-sampler.ts'
import { RateLimit } from '../sampling/rate-limit.ts'
import { plain, startReceiver, type TestReceiver } from '../testing/receiver.ts'
import { runApp } from '../testing/run-app.ts'
import { openTracer } from '../testing/tracing.ts'
import { LimitedTracer } from './limited-tracer.ts'
import { RecordedSpan } from './span.ts'

describe('new traces beyond the limit', () => {
  const open = (sampler: HeadSampler, perSecond: number) => {
    const limit = new RateLimit(perSecond, 1, performance.now())
    const { shared } = openTracer({ sampler })
    const tracer = new LimitedTracer(shared, { name: 'test', version: '', schemaUrl: '' }, 0, limit)
    return () => {
      const span = tracer.startSpan('root', { root: true })
      assert.ok(span instanceof RecordedSpan)
      return `${span.isSampled ? 'sampled' : 'not sampled'} ${span.traceState}`.trim()
    }
  }

  test('are not sampled, and until it has all of its second again those within say no threshold', context => {
    // Whole, or half a second later is a little less than that.
    let nowMs = Math.ceil(performance.now())
    context.mock.method(performance, 'now', () => nowMs)
    const root = open(parentBased(traceIdRatio(1)), 2)
    assert.deepEqual([root(), root(), root()], ['sampled ot=th:0', 'sampled ot=th:0', 'not sampled'])
    nowMs += 500
    assert.deepEqual([root(), root()], ['sampled', 'not sampled'])
    nowMs += 999
    assert.equal(root(), 'sampled')
    nowMs += 1000
    assert.equal(root(), 'sampled ot=th:0')
  })

  test('are counted among those that the sampler says yes to: the others use up nothing', context => {
    const nowMs = Math.ceil(performance.now())
    context.mock.method(performance, 'now', () => nowMs)
    const root = open(parentBased(traceIdRatio(1 / 16)), 1)
    const all = Array.from({ length: 1_000 }, root)
    assert.deepEqual(
      all.filter(state => state !== 'not sampled'),
      ['sampled ot=th:f'],
    )
  })
})

describe('a limit of sampled traces', () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  test('holds for all roots of a thread, and not for what has a parent; what fails is kept all the same', async () => {
    const source = `
      import { createServer } from 'node:http'
      import { once } from 'node:events'
      import { Worker, isMainThread } from 'node:worker_threads'
      import { context, propagation, trace } from '@opentelemetry/api'
      import { withSpan } from '@throughline/node'
      const told = () => {
        const carrier = {}
        propagation.inject(context.active(), carrier)
        return carrier.traceparent.slice(-2) + ' ' + (carrier.tracestate ?? '')
      }
      const root = () => withSpan('root', {}, () => withSpan('child', {}, told))
      console.log(root(), root())
      if (isMainThread) {
        await once(new Worker(new URL(import.meta.url)), 'exit')
        const server = createServer((request, response) => {
          if (request.url === '/fails') response.statusCode = 500
          response.end(told())
        })
        await once(server.listen(0, '127.0.0.1'), 'listening')
        const ask = async (path, headers) => {
          const answer = await fetch('http://127.0.0.1:' + server.address().port + path, { headers })
          return answer.text()
        }
        const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
        await trace.getTracer('app').startActiveSpan('without', async () => console.log(await ask('/')))
        console.log(await ask('/fails'))
        const remote = trace.wrapSpanContext({ traceId: traceparent.slice(3, 35), spanId: traceparent.slice(36, 52), traceFlags: 1, isRemote: true })
        await context.with(trace.setSpan(context.active(), remote), async () => console.log(await ask('/with-parent')))
        process.exit()
      }`
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      THROUGHLINE_SAMPLED_TRACES_PER_SECOND: '0.001',
      THROUGHLINE_KEEP_SLOWER_THAN: 'none',
    }
    const app = runApp({ file: 'app.mjs', source, env })
    assert.equal(await app.exited, 0, app.stderr())
    const oneThread = '03 ot=th:0 02 '
    assert.equal(app.stdout(), [oneThread, oneThread, '02 ', '02 ', '01 ', ''].join('\n'))
    const failed = receiver.spans.filter(({ span }) => plain(span.attributes)['throughline.kept'] === 'error')
    assert.deepEqual(failed.map(({ span }) => span.kind).sort(), [2, 3])
    const roots = receiver.spans.filter(({ span }) => span.name === 'root')
    assert.equal(roots.length, 2)
  })
})
