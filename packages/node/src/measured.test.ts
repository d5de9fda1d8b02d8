import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { context, trace } from '@opentelemetry/api'
import { measured } from './measured.ts'
import { attributesOf, openTracer } from './testing/tracing.ts'
import { AsyncContextManager } from './trace/context-manager.ts'
import { RecordingTracerProvider } from './trace/provider.ts'

const { ended, shared } = openTracer()
before(() => {
  trace.setGlobalTracerProvider(new RecordingTracerProvider(shared, () => 0))
  context.setGlobalContextManager(new AsyncContextManager())
})
after(() => {
  trace.disable()
  context.disable()
})

const lastAttributes = (): Record<string, unknown> => {
  const span = ended.at(-1)
  assert.ok(span)
  return attributesOf(span)
}

test('says how much memory and CPU the process used meanwhile', async () => {
  const block = await measured('fill', { mine: 1 }, async span => {
    assert.equal(trace.getActiveSpan(), span)
    await null
    // Filled, since the system gives memory only when it is written to.
    return Buffer.alloc(64 << 20, 1)
  })
  const attributes = lastAttributes()
  assert.deepEqual(Object.keys(attributes), [
    'mine',
    'process.memory_mb',
    'process.memory_delta_kb',
    'process.cpu_user_ms',
    'process.cpu_system_ms',
  ])
  const { rss } = process.memoryUsage()
  assert.ok(Math.abs(Number(attributes['process.memory_mb']) - rss / 2 ** 20) < 32)
  assert.ok(Number(attributes['process.memory_delta_kb']) > 32 << 10)
  assert.ok(Number(attributes['process.cpu_user_ms']) + Number(attributes['process.cpu_system_ms']) > 0)
  assert.equal(block.length, 64 << 20)
})

test('says it of what fails, too', () => {
  const fail = () => assert.fail('as it must')
  assert.throws(() => measured('fails', {}, fail), /as it must/)
  assert.ok('process.memory_mb' in lastAttributes())
  assert.equal(ended.at(-1)?.statusCode, 2)
})
