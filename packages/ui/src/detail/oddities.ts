import { formatDuration } from '../format/duration.ts'
import { hasFlag, SpanFlag, serviceOf, type TraceModel } from '../model/trace-model.ts'
import { isToldUnfinished } from '../model/unfinished.ts'

/** What a reader must know before trusting the place of this span: one sentence each. */
export function oddities(model: TraceModel, row: number): readonly string[] {
  const says: readonly (readonly [number, () => string])[] = [
    [
      SpanFlag.orphan,
      () =>
        `Its parent ${model.spans[row]?.parentSpanId} is not in this trace: it was not sent, or is still on its way.`,
    ],
    [SpanFlag.unfinished, () => unfinished(model, row)],
    [SpanFlag.inCycle, () => 'Its parents lead back to itself, so it is shown as a root.'],
    [SpanFlag.noStart, () => 'It has no start time, so it is drawn from the start of the trace.'],
    [SpanFlag.endBeforeStart, () => 'It ends before it starts, so it is drawn without length.'],
    [SpanFlag.outsideParent, () => outsideParent(model, row)],
  ]
  return says.filter(([flag]) => hasFlag(model, row, flag)).map(([, say]) => say())
}

function unfinished(model: TraceModel, row: number): string {
  const span = model.spans[row]
  return span !== undefined && isToldUnfinished(span)
    ? 'Its process hung or ended while it was open, so it is drawn up to that moment.'
    : 'It has no end time, so it is drawn up to the end of the trace.'
}

function outsideParent(model: TraceModel, row: number): string {
  const parent = model.parent[row] ?? -1
  const earlyNano = (model.startNano[parent] ?? 0) - (model.startNano[row] ?? 0)
  const lateNano = (model.endNano[row] ?? 0) - (model.endNano[parent] ?? 0)
  if (earlyNano > 0) {
    const clocks =
      serviceOf(model, parent) === serviceOf(model, row) ? '' : ': the clocks of the two services may differ'
    return `It starts ${formatDuration(earlyNano)} before its parent${clocks}.`
  }
  return `It ends ${formatDuration(lateNano)} after its parent, which did not wait for it.`
}
