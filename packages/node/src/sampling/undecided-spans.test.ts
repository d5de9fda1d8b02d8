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
const startChild = ({ root }: LocalTrace): RecordedSpan => tracer.startChild('child', SpanKind.INTERNAL, root)

const limits = { spans: 20, overTraces: 3 }

function open() {
  const undecided = new UndecidedSpans(limits)
  const end = (span: RecordedSpan, trace: LocalTrace): void => {
    span.end()
    undecided.hold(span, trace)
  }
  return { undecided, end, endChild: (trace: LocalTrace) => end(startChild(trace), trace) }
}

describe('spans of undecided local traces', () => {
  test('are held up to a limit for all traces that go on, the oldest of each give way, and are counted', () => {
    const command = fc.record({
      trace: fc.nat({ max: 3 }),
      kind: fc.constantFrom('child' as const, 'child' as const, 'child' as const, 'root' as const, 'take' as const),
    })
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200, size: 'max' }), commands => {
        const { undecided, end } = open()
        const traces = Array.from({ length: 4 }, () => ({ trace: newTrace(), ended: [] as RecordedSpan[] }))
        for (const { trace: index, kind } of commands) {
          const { trace, ended } = traces[index] ?? assert.fail()
          if (kind === 'take') {
            const taken = undecided.take(trace)
            assert.deepEqual(trace.held, [])
            assert.deepEqual(taken, ended.slice(trace.forgottenCount))
            traces[index] = { trace: newTrace(), ended: [] }
          } else if (kind === 'child' || !ended.includes(trace.root)) {
            const span = kind === 'child' ? startChild(trace) : trace.root
            end(span, trace)
            ended.push(span)
          }
          const counted = traces.filter(({ trace: { isCounted } }) => isCounted)
          assert.ok(counted.every(({ trace: { openCount } }) => openCount > 0))
          const countedSpans = counted.reduce((sum, { trace: { held } }) => sum + held.length, 0)
          assert.ok(countedSpans <= limits.spans)
          for (const each of traces) assert.deepEqual(each.trace.held, each.ended.slice(each.trace.forgottenCount))
        }
      }),
    )
  })

  test('of traces that are over are held for the last of them, and the others are forgotten', () => {
    const { end, endChild } = open()
    const traces = Array.from({ length: limits.overTraces + 1 }, newTrace)
    for (const trace of traces) {
      endChild(trace)
      end(trace.root, trace)
    }
    assert.deepEqual(
      traces.map(({ forgottenCount, held }) => [forgottenCount, held.length]),
      [[2, 0], ...Array(limits.overTraces).fill([0, 2])],
    )
  })

  test('of a trace with something open are held whatever comes after it', () => {
    const { end, endChild } = open()
    const trace = newTrace()
    const outliving = startChild(trace)
    end(trace.root, trace)
    for (let i = 0; i <= limits.overTraces; i++) {
      const other = newTrace()
      end(other.root, other)
    }
    end(outliving, trace)
    assert.deepEqual([trace.forgottenCount, trace.held], [0, [trace.root, outliving]])
    endChild(trace)
    assert.equal(trace.held.length, 3)
  })

  test('of traces that are over are nobody else’s', () => {
    const { end, endChild } = open()
    const traces = Array.from({ length: limits.overTraces }, newTrace)
    for (const trace of traces) {
      endChild(trace)
      end(trace.root, trace)
    }
    const late = newTrace()
    for (let i = 0; i < limits.spans; i++) endChild(late)
    assert.deepEqual(
      [...traces, late].map(({ forgottenCount }) => forgottenCount),
      Array(limits.overTraces + 1).fill(0),
    )
  })

  test('of the trace that is longest counted give way first', () => {
    const { endChild } = open()
    const [first, second] = [newTrace(), newTrace()]
    endChild(first)
    for (let i = 0; i < limits.spans; i++) endChild(second)
    assert.deepEqual([first.forgottenCount, second.forgottenCount], [1, 0])
  })
})
