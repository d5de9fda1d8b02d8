import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { after, before, beforeEach, describe, test } from 'node:test'
import { decodeMetrics, valuesOf } from '../testing/decode-metrics.ts'
import { startLogReceiver } from '../testing/log-receiver.ts'
import { listen } from '../testing/otlp-receiver.ts'
import { startReceiver, type TestReceiver } from '../testing/receiver.ts'
import { runApp, type TestApp } from '../testing/run-app.ts'

const EXPORTED = 'otel.sdk.exporter.span.exported'

describe('an app', () => {
  const pushes: Record<string, number>[] = []
  let onPush = () => {}
  const metricsReceiver = createServer(async (request, response) => {
    pushes.push(valuesOf(decodeMetrics(await buffer(request))))
    response.end()
    onPush()
  })
  let receiver: TestReceiver
  let env: Record<string, string>
  before(async () => {
    receiver = await startReceiver()
    env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `http://127.0.0.1:${await listen(metricsReceiver)}`,
      OTEL_METRIC_EXPORT_INTERVAL: '1',
    }
  })
  after(async () => {
    metricsReceiver.closeAllConnections()
    await new Promise(resolve => metricsReceiver.close(resolve))
    await receiver.close()
  })
  beforeEach(() => {
    pushes.length = 0
  })

  /** Waits until a push says so, and ends the app. */
  async function pushOf(app: TestApp, name: string, value: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      onPush = () => pushes.at(-1)?.[name] === value && resolve()
      void app.exited.then(() => reject(new Error(`the app ended: ${app.stderr()}`)))
    })
    app.process.kill('SIGKILL')
    await app.exited
  }

  test('tells how many spans of all its threads were sent', async () => {
    const source = `
      import { Worker, isMainThread } from 'node:worker_threads'
      import { trace } from '@opentelemetry/api'
      trace.getTracer('app').startSpan('work').end()
      if (isMainThread) {
        new Worker(new URL(import.meta.url))
        setInterval(() => {}, 1000)
      }
    `
    const app = runApp({ file: 'app.mjs', source, env })
    await pushOf(app, EXPORTED, 2)
    assert.equal(app.stderr(), '')
  })

  test('tells of its log records too, where those are sent', async t => {
    const logs = await startLogReceiver()
    t.after(() => logs.close())
    const ofLogs = {
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${logs.url}/v1/logs`,
      OTEL_TRACES_EXPORTER: 'none',
    }
    const source = "console.log('line'); setInterval(() => {}, 1000)"
    const app = runApp({ file: 'app.mjs', source, env: { ...env, ...ofLogs } })
    await pushOf(app, 'otel.sdk.exporter.log.exported', 1)
    assert.equal(pushes.at(-1)?.['otel.sdk.processor.log.processed'], 1)
    assert.equal(pushes.at(-1)?.[EXPORTED], undefined)
    assert.equal(app.stderr(), '')
  })

  test('tells nothing where nobody wants metrics', async () => {
    const source = `
      import { setTimeout } from 'node:timers/promises'
      import { flush, withSpan } from '@throughline/node'
      for (let i = 0; i < 3; i++) {
        await withSpan('work', {}, () => setTimeout(1))
        await flush()
      }
    `
    const app = runApp({ file: 'app.mjs', source, env: { ...env, OTEL_METRICS_EXPORTER: 'none' } })
    assert.equal(await app.exited, 0)
    assert.deepEqual(pushes, [])
  })
})
