import type { OtlpResource, OtlpScope, OtlpSpan } from '@throughline/api'

/** Bits of `TraceModel.flags`. */
export const SpanFlag = {
  error: 1,
  /** No end time: drawn open, up to the end of the trace. Or told while it was open: up to that moment. */
  unfinished: 2,
  /** Names a parent that is not in the trace; shown as a root. */
  orphan: 4,
  /** The sender's end lies before its start; drawn with no length. */
  endBeforeStart: 8,
  /** No start time; drawn from the start of the trace. */
  noStart: 16,
  /** The parents lead back to this span; the loop is opened here. */
  inCycle: 32,
  /** Starts before its parent or ends after it, which within one request usually means that two clocks differ. */
  outsideParent: 64,
} as const

/**
 * One trace as columns: entry `i` of every array is the span in row `i` of the fully opened tree.
 *
 * Rows are in pre-order, siblings by start time. So the subtree of `i` is the rows `i … i + subtreeSize[i] − 1`,
 * and no column needs more than one number per span: a million spans are about 60 MB instead of a million objects.
 *
 * Times are nanoseconds after `startUnixNano`, as doubles: exact for traces of up to 104 days.
 */
export interface TraceModel {
  readonly traceId: string
  readonly spanCount: number
  readonly errorCount: number
  readonly unfinishedCount: number
  readonly orphanCount: number
  readonly startUnixNano: bigint
  readonly durationNano: number
  /** The row that the trace is named after: the first root without a parent id, else the first row. */
  readonly root: number
  /** False while every root names a parent that has not arrived. */
  readonly hasRoot: boolean

  readonly startNano: Float64Array
  readonly endNano: Float64Array
  /** Duration minus the time in which at least one child was running. */
  readonly selfNano: Float64Array
  /** Row of the parent, −1 for roots. */
  readonly parent: Int32Array
  readonly depth: Int32Array
  /** Rows of the subtree, the span itself included. */
  readonly subtreeSize: Int32Array
  /** Failed spans in the subtree, the span itself included. */
  readonly subtreeErrors: Int32Array
  readonly flags: Uint8Array
  /** Index into `names`. */
  readonly name: Int32Array
  readonly names: readonly string[]
  /** Index into `services`. */
  readonly service: Int32Array
  readonly services: readonly string[]

  /** The spans as they came, by row. */
  readonly spans: readonly OtlpSpan[]
  readonly origin: Int32Array
  /** What sent them: index with `origin`. */
  readonly origins: readonly SpanOrigin[]
  /** Place in the answer by span id; where an id occurs twice, the first. `rowOfSpan` leads on to the row. */
  readonly arrivalBySpanId: ReadonlyMap<string, number>
  readonly rowByArrival: Int32Array
}

export interface SpanOrigin {
  readonly resource: OtlpResource
  readonly scope: OtlpScope
}

export function rowOfSpan(model: TraceModel, spanId: string): number | undefined {
  const arrival = model.arrivalBySpanId.get(spanId)
  return arrival === undefined ? undefined : model.rowByArrival[arrival]
}

export const nameOf = (model: TraceModel, row: number): string => model.names[model.name[row] ?? -1] ?? ''
export const serviceOf = (model: TraceModel, row: number): string => model.services[model.service[row] ?? -1] ?? ''
export const durationOf = (model: TraceModel, row: number): number =>
  (model.endNano[row] ?? 0) - (model.startNano[row] ?? 0)
export const hasFlag = (model: TraceModel, row: number, flag: number): boolean => ((model.flags[row] ?? 0) & flag) !== 0
