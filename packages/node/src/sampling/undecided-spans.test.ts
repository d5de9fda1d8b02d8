import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SpanKind } from '@opentelemetry/api'
import fc from 'fast-check'
import { openTracer } from '../testing/tracing.ts'
import type { RecordedSpan } from '../trace/span.ts'
import { alwaysOff } from './head-sampler.ts'
import type { LocalTrace } from './local-trace.ts'
import { UndecidedSpans } from './undecided-spans.ts'

const { tracer } = openTracer({ sampler: alwaysOff })

function newTrace(): LocalTrace {
  const { localTrace } = tracer.startChild('root', SpanKind.SERVER, undefined)
  assert.ok(localTrace)
  return localTrace
}
const childOf = ({ root }: LocalTrace): RecordedSpan => tracer.startChild('child', SpanKind.INTERNAL, root)

const limit = 20

describe('spans of undecided local traces', () => {
  test('are held up to a limit for all traces that go on, the oldest of each give way, and are counted', () => {
    const command = fc.record({
      trace: fc.nat({ max: 3 }),
      kind: fc.constantFrom('child' as const, 'child' as const, 'child' as const, 'root' as const, 'take' as const),
    })
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200, size: 'max' }), commands => {
        const undecided = new UndecidedSpans(limit)
        const traces = Array.from({ length: 4 }, () => ({ trace: newTrace(), ended: [] as RecordedSpan[] }))
        for (const { trace: index, kind } of commands) {
          const { trace, ended } = traces[index] ?? assert.fail()
          if (kind === 'take') {
            const taken = undecided.take(trace)
            assert.deepEqual(trace.held, [])
            assert.deepEqual(taken, ended.slice(trace.forgottenCount))
            traces[index] = { trace: newTrace(), ended: [] }
          } else if (kind === 'child' || !ended.includes(trace.root)) {
            const span = kind === 'child' ? childOf(trace) : trace.root
            undecided.hold(span, trace)
            ended.push(span)
          }
          const counted = traces.filter(({ trace: { isCounted } }) => isCounted)
          const countedSpans = counted.reduce((sum, { trace: { held } }) => sum + held.length, 0)
          assert.ok(countedSpans <= limit)
          for (const each of traces) assert.deepEqual(each.trace.held, each.ended.slice(each.trace.forgottenCount))
        }
      }),
    )
  })

  test('of traces whose root has ended are nobody else’s', () => {
    const undecided = new UndecidedSpans(limit)
    const traces = Array.from({ length: limit }, newTrace)
    for (const trace of traces) {
      undecided.hold(childOf(trace), trace)
      undecided.hold(trace.root, trace)
    }
    const late = newTrace()
    for (let i = 0; i < limit; i++) undecided.hold(childOf(late), late)
    assert.deepEqual(
      [...traces, late].map(({ forgottenCount }) => forgottenCount),
      Array(limit + 1).fill(0),
    )
  })

  test('of the trace that is longest counted give way first', () => {
    const undecided = new UndecidedSpans(limit)
    const [first, second] = [newTrace(), newTrace()]
    undecided.hold(childOf(first), first)
    for (let i = 0; i < limit; i++) undecided.hold(childOf(second), second)
    assert.deepEqual([first.forgottenCount, second.forgottenCount], [1, 0])
  })
})
