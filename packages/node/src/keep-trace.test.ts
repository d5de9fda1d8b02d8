import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startReceiver, type TestReceiver } from './testing/receiver.ts'
import { runApp } from './testing/run-app.ts'

let receiver: TestReceiver
before(async () => {
  receiver = await startReceiver()
})
after(() => receiver.close())

test('keepTrace() has the local trace of the active span sent as a whole, and no other', async () => {
  const source = `
    import { keepTrace, withSpan } from '@throughline/node'
    console.log(keepTrace())
    withSpan('forgotten', {}, () => {})
    withSpan('root', {}, () => {
      withSpan('before', {}, () => {})
      withSpan('within', {}, span => console.log(keepTrace(), span.spanContext().traceFlags & 1))
      withSpan('after', {}, () => {})
    })`
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER: 'always_off' }
  const app = runApp({ file: 'app.mjs', source, env })
  assert.deepEqual([await app.exited, app.stdout()], [0, 'false\ntrue 1\n'])
  assert.deepEqual(receiver.spans.map(({ span }) => span.name).sort(), ['after', 'before', 'root', 'within'])
})
