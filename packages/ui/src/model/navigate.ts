import { valueText } from './attributes.ts'
import { hasFlag, nameOf, rowOfSpan, SpanFlag, serviceOf, type TraceModel } from './trace-model.ts'

/** Rows that are shown: all but the descendants of collapsed ones, ascending. */
export function visibleRows(model: TraceModel, collapsed: ReadonlySet<number>): Int32Array {
  const rows = new Int32Array(model.spanCount)
  let count = 0
  for (let row = 0; row < model.spanCount; row += collapsed.has(row) ? (model.subtreeSize[row] ?? 1) : 1) {
    rows[count++] = row
  }
  return rows.subarray(0, count)
}

/** Position of a row among the visible ones; where it is hidden, that of the collapsed ancestor that hides it. */
export function positionOf(visible: Int32Array, row: number): number {
  let low = 0
  let high = visible.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((visible[middle] ?? 0) <= row) low = middle
    else high = middle - 1
  }
  return low
}

/** Opens everything above `row`. The same set comes back where nothing hides it. */
export function reveal(model: TraceModel, collapsed: ReadonlySet<number>, row: number): ReadonlySet<number> {
  const hiding = ancestors(model, row).filter(above => collapsed.has(above))
  return hiding.length === 0 ? collapsed : collapsed.difference(new Set(hiding))
}

/** Parent first. */
export function ancestors(model: TraceModel, row: number): readonly number[] {
  const above: number[] = []
  for (let parent = model.parent[row] ?? -1; parent !== -1; parent = model.parent[parent] ?? -1) above.push(parent)
  return above
}

/** The deepest level that is open, or −1 where only roots show. */
const deepestOpen = (model: TraceModel, visible: Int32Array): number =>
  visible.reduce((deepest, row) => Math.max(deepest, model.depth[row] ?? 0), 0) - 1

/** Collapses the deepest open level, or opens one more. */
export function stepLevel(model: TraceModel, collapsed: ReadonlySet<number>, step: 1 | -1): ReadonlySet<number> {
  const level = Math.max(-1, deepestOpen(model, visibleRows(model, collapsed)) + step)
  const closed = new Set<number>()
  for (let row = 0; row < model.spanCount; row++) {
    if ((model.subtreeSize[row] ?? 1) > 1 && (model.depth[row] ?? 0) > level) closed.add(row)
  }
  return closed
}

/** The nearest failed row after (or before) `from`, wrapping around; `undefined` where none failed. */
export function nextError(model: TraceModel, from: number | undefined, step: 1 | -1): number | undefined {
  const count = model.spanCount
  const origin = from ?? (step === 1 ? -1 : count)
  for (let i = 1; i <= count; i++) {
    const row = (((origin + i * step) % count) + count) % count
    if (hasFlag(model, row, SpanFlag.error)) return row
  }
  return undefined
}

/**
 * The span that a failure comes from: among failed spans below which nothing failed, one whose failure reached the
 * root through failed spans all the way; else the deepest. Of several, the one that ended last decided.
 */
export function findCulprit(model: TraceModel): number | undefined {
  const reachesRoot = new Uint8Array(model.spanCount)
  let culprit: number | undefined
  for (let row = 0; row < model.spanCount; row++) {
    if (!hasFlag(model, row, SpanFlag.error)) continue
    const parent = model.parent[row] ?? -1
    reachesRoot[row] = parent === -1 ? 1 : (reachesRoot[parent] ?? 0)
    if (model.subtreeErrors[row] !== 1) continue
    if (culprit === undefined || decidesOver(model, reachesRoot, row, culprit)) culprit = row
  }
  return culprit
}

function decidesOver(model: TraceModel, reachesRoot: Uint8Array, row: number, other: number): boolean {
  const byReach = (reachesRoot[row] ?? 0) - (reachesRoot[other] ?? 0)
  const byDepth = (model.depth[row] ?? 0) - (model.depth[other] ?? 0)
  const byEnd = (model.endNano[row] ?? 0) - (model.endNano[other] ?? 0)
  return (byReach || byDepth || byEnd) > 0
}

/** Rows whose name, service or any attribute value holds `text`, whatever the case; at most `limit`. */
export function findRows(model: TraceModel, text: string, limit: number): readonly number[] {
  const needle = text.trim().toLowerCase()
  if (needle === '') return []
  const found: number[] = []
  for (let row = 0; row < model.spanCount && found.length < limit; row++) {
    if (matches(model, row, needle)) found.push(row)
  }
  return found
}

function matches(model: TraceModel, row: number, needle: string): boolean {
  const holds = (value: string) => value.toLowerCase().includes(needle)
  const span = model.spans[row]
  return (
    holds(nameOf(model, row)) ||
    holds(serviceOf(model, row)) ||
    span?.spanId === needle ||
    (span?.attributes?.some(attribute => holds(valueText(attribute.value))) ?? false)
  )
}

/** The same spans' rows in a newer model of the same trace. */
export function carryRows(from: TraceModel, to: TraceModel, rows: ReadonlySet<number>): ReadonlySet<number> {
  const carried = new Set<number>()
  for (const row of rows) {
    const arrived = rowOfSpan(to, from.spans[row]?.spanId ?? '')
    if (arrived !== undefined) carried.add(arrived)
  }
  return carried
}
