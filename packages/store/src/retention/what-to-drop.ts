import { getOrAdd } from '../get-or-add.ts'
import type { DatedTable } from '../schema/dated-tables.ts'
import type { Part } from './parts.ts'

/** What goes to make room. */
export interface ToDrop {
  /** Whole days, of all tables. */
  readonly days: readonly (readonly Part[])[]
  /** Parts of the one day that stays. */
  readonly parts: readonly Part[]
}

/** Filled by views, and small beside what they are made of. */
const isDerived = (table: DatedTable): boolean => table === 'otel_traces_summary' || table === 'otel_traces_trace_id_ts'

/**
 * The oldest days until the excess is gone, but never the newest: of that, where it is too large alone, the oldest parts.
 *
 * By days, so that a trace, its line in the list and its logs go together. Rows are never deleted one by one: what stays
 * would be written anew, on a disk that has little room.
 */
export function whatToDrop(parts: readonly Part[], excessBytes: number): ToDrop {
  const [newestDay = [], ...olderDays] = daysOf(parts).reverse()
  const days = untilGone(olderDays.reverse(), excessBytes, sizeOf)
  const left = excessBytes - sizeOf(days.flat())
  const droppable = newestDay.filter(({ table }) => !isDerived(table)).sort((a, b) => a.newestUnixMs - b.newestUnixMs)
  return { days, parts: untilGone(droppable, left, ({ bytes }) => bytes) }
}

/** Oldest first. */
function daysOf(parts: readonly Part[]): (readonly Part[])[] {
  const days = new Map<string, Part[]>()
  for (const part of parts) getOrAdd(days, part.partition, () => []).push(part)
  return [...days.values()].sort((a, b) => newestOf(a) - newestOf(b))
}

/** As many from the front as bring the excess to nothing. */
function untilGone<Item>(items: readonly Item[], excessBytes: number, bytesOf: (item: Item) => number): Item[] {
  let left = excessBytes
  const taken: Item[] = []
  for (const item of items) {
    if (left <= 0) break
    left -= bytesOf(item)
    taken.push(item)
  }
  return taken
}

export const sizeOf = (parts: readonly Part[]): number => parts.reduce((sum, { bytes }) => sum + bytes, 0)

export const newestOf = (parts: readonly Part[]): number =>
  parts.reduce((newest, { newestUnixMs }) => Math.max(newest, newestUnixMs), Number.NEGATIVE_INFINITY)
