import { formatDuration } from '../format/duration.ts'
import { hasFlag, SpanFlag, serviceOf, type TraceModel } from '../model/trace-model.ts'

/** What a reader must know before trusting the place of this span: one sentence each. */
export function oddities(model: TraceModel, row: number): readonly string[] {
  const says: readonly (readonly [number, () => string])[] = [
    [
      SpanFlag.orphan,
      () =>
        `Its parent ${model.spans[row]?.parentSpanId} is not in this trace: it was not sent, or is still on its way.`,
    ],
    [SpanFlag.inCycle, () => 'Its parents lead back to itself, so it is shown as a root.'],
    [SpanFlag.noStart, () => 'It has no start time, so it is drawn from the start of the trace.'],
    [SpanFlag.endBeforeStart, () => 'It ends before it starts, so it is drawn without length.'],
    [SpanFlag.outsideParent, () => outsideParent(model, row)],
  ]
  return says.filter(([flag]) => hasFlag(model, row, flag)).map(([, say]) => say())
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
