import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Span } from '@throughline/otlp'
import { plain, startReceiver, type TestReceiver } from '../testing/receiver.ts'
import { importFlags, runApp } from '../testing/run-app.ts'

const app = (block: string): string => `
import { execSync } from 'node:child_process'
import { SpanKind, context, trace } from '@opentelemetry/api'
const tracer = trace.getTracer('app')
tracer.startSpan('ended').end()
const outer = tracer.startSpan('outer', { kind: SpanKind.SERVER, attributes: { size: 1 } })
const inner = tracer.startSpan('inner', {}, trace.setSpan(context.active(), outer))
inner.updateName('renamed')
const wait = ms => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
setTimeout(() => {
  console.log('blocked')
  ${block}
  inner.end()
  outer.end()
  process.exit()
}, 10)`

const isUnfinished = ({ attributes }: Span): boolean => plain(attributes)['throughline.unfinished'] === true

describe('an app whose event loop is blocked', { concurrency: true }, () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  const run = (name: string, block: string, flags = importFlags) => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: name }
    return {
      ...runApp({ file: 'app.mjs', source: app(block), flags, env }),
      spans: () => receiver.spans.filter(({ serviceName }) => serviceName === name).map(({ span }) => span),
    }
  }

  for (const [how, block] of [
    ['computes', 'for (const end = Date.now() + 20_000; Date.now() < end; );'],
    ['waits for memory', 'wait(20_000)'],
    ['waits for a program', `execSync('${process.execPath} -e "setTimeout(() => {}, 20000)"')`],
  ] as const) {
    test(`and ${how} has told what ended, and what it was doing, when it is killed`, async () => {
      const { process: child, exited, line, spans } = run(how, block)
      await line(text => text === 'blocked')
      await receiver.waitFor(() => spans().length === 3)
      child.kill('SIGKILL')
      await exited
      const [ended, ...open] = spans()
      assert.equal(ended?.name, 'ended')
      const [outer, inner] = open
      assert.deepEqual([outer?.name, inner?.name], ['outer', 'renamed'])
      assert.deepEqual([outer?.kind, inner?.parentSpanId], [2, outer?.spanId])
      assert.deepEqual(
        open.map(span => [isUnfinished(span), span.status.code, span.endTimeUnixNano > span.startTimeUnixNano]),
        [
          [true, 0, true],
          [true, 0, true],
        ],
      )
    })
  }

  test('has its spans finished after all, by the same ids, once they end', async () => {
    const { exited, spans } = run('comes back', 'wait(10_000)')
    assert.equal(await exited, 0)
    const [unfinished, finished] = [
      spans().filter(isUnfinished),
      spans()
        .filter(span => !isUnfinished(span))
        .slice(1),
    ]
    const identity = (all: readonly Span[]) =>
      all.map(({ traceId, spanId, name, kind, flags }) => ({ traceId, spanId, name, kind, flags }))
    assert.equal(unfinished.length, 2)
    assert.deepEqual(identity(unfinished), identity(finished.toReversed()))
  })

  test('may be paused by a debugger, and that is no hang', async () => {
    const { exited, spans } = run('debugged', 'wait(8_000)', ['--inspect=127.0.0.1:0', ...importFlags])
    assert.equal(await exited, 0)
    assert.deepEqual(
      spans()
        .map(({ name }) => name)
        .sort(),
      ['ended', 'outer', 'renamed'],
    )
  })
})
