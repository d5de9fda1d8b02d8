import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plain, startReceiver } from '../testing/receiver.ts'
import { runApp } from '../testing/run-app.ts'

const source = `
  import { trace } from '@opentelemetry/api'
  trace.getTracer('app').startActiveSpan('root', root => {
    trace.getTracer('app').startSpan('child').end()
    root.end()
  })
`

async function spansWith(env: Record<string, string>) {
  const receiver = await startReceiver()
  const app = runApp({ file: 'app.mjs', source, env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env } })
  assert.equal(await app.exited, 0, app.stderr())
  await receiver.close()
  return Object.fromEntries(receiver.spans.map(({ span }) => [span.name, plain(span.attributes)]))
}

test('the first span of a local trace tells how the machine fares, where that is set', async () => {
  const { root, child } = await spansWith({ THROUGHLINE_SYSTEM_SNAPSHOT: 'true' })
  assert.deepEqual(child, {})
  assert.deepEqual(Object.keys(root ?? {}), [
    'throughline.system.cpu_utilization',
    'throughline.system.memory_utilization',
    'throughline.system.disk_bytes_per_second',
    'throughline.system.network_bytes_per_second',
    'throughline.event_loop.delay_max_ms',
  ])
  const memory = Number(root?.['throughline.system.memory_utilization'])
  assert.ok(memory > 0 && memory < 1)
})

test('no span does where it is not', async () => {
  assert.deepEqual(await spansWith({}), { root: {}, child: {} })
})
