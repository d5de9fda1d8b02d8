import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { after, before, beforeEach, describe, test } from 'node:test'
import { decodeMetrics, valuesOf } from './testing/decode-metrics.ts'
import { listen } from './testing/otlp-receiver.ts'
import { plain, startReceiver, type TestReceiver } from './testing/receiver.ts'
import { runApp } from './testing/run-app.ts'

const load = `
import { withSpan } from '@throughline/node'
const fail = () => { throw new Error('on purpose') }
const job = (name, fn) => withSpan(name, {}, () => withSpan('step of ' + name, {}, fn))
`

describe('an app whose sampler keeps nothing', () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())
  let first = 0
  beforeEach(() => {
    first = receiver.spans.length
  })

  /** The spans of an app that runs to its end, with why they were kept. */
  const spansOf = async (source: string, env: Record<string, string> = {}) => {
    // On a busy machine anything may take longer than the default.
    const slow = { THROUGHLINE_KEEP_SLOWER_THAN: 'none' }
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER: 'always_off', ...slow }
    const app = runApp({ file: 'app.mjs', source: load + source, env: { ...settings, ...env } })
    assert.deepEqual([await app.exited, app.stderr()], [0, ''])
    return receiver.spans.slice(first).map(({ span }) => [span.name, plain(span.attributes)['throughline.kept']])
  }

  test('sends what fails all the same', async () => {
    const spans = await spansOf(`job('good', () => {}); try { job('bad', fail) } catch {}`)
    assert.deepEqual(spans, [
      ['step of bad', undefined],
      ['bad', 'error'],
    ])
  })

  test('sends what is slow', async () => {
    const source = `
      job('fast', () => {})
      await job('slow', () => new Promise(resolve => setTimeout(resolve, 1_100)))
    `
    const spans = await spansOf(source, { THROUGHLINE_KEEP_SLOWER_THAN: '1s' })
    assert.deepEqual(spans, [
      ['step of slow', undefined],
      ['slow', 'slow'],
    ])
  })

  test('really sends nothing where nothing is to be kept, and finds nothing to complain of', async () => {
    const source = `try { job('bad', fail) } catch {}`
    assert.deepEqual(await spansOf(source, { THROUGHLINE_KEEP_TRACES_PER_SECOND: '0' }), [])
  })

  test('sends as many a second as it may, and counts those beyond', async () => {
    let metrics: Record<string, number> = {}
    let onMetrics = () => {}
    const server = createServer(async (request, response) => {
      metrics = valuesOf(decodeMetrics(await buffer(request)))
      response.end()
      onMetrics()
    })
    const app = runApp({
      file: 'app.mjs',
      source: `${load}
        for (let i = 0; i < 100; i++) try { job('bad', fail) } catch {}
        setInterval(() => {}, 1_000)
      `,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `http://127.0.0.1:${await listen(server)}`,
        OTEL_METRIC_EXPORT_INTERVAL: '1',
        OTEL_TRACES_SAMPLER: 'always_off',
        // One at once, and the next after a quarter of an hour.
        THROUGHLINE_KEEP_TRACES_PER_SECOND: '0.001',
      },
    })
    await new Promise<void>((resolve, reject) => {
      onMetrics = () => metrics['throughline.trace.kept'] === 1 && resolve()
      void app.exited.then(() => reject(new Error(`the app ended: ${app.stderr()}`)))
    })
    await receiver.waitForSpans(first + 2)
    const limited = metrics['throughline.trace.kept rate_limited']
    app.process.kill('SIGKILL')
    await app.exited
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    assert.equal(limited, 99)
    assert.equal(receiver.spans.slice(first).length, 2)
  })
})
