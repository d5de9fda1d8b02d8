import type { Distribution } from './model.ts'

/** Counts values, none of which is negative. */
export interface Histogram {
  record(value: number): void
  read(): Distribution
}

/** Makes an empty one; `bounds` are those that the conventions advise, for those that have bounds. */
export type NewHistogram = (bounds: readonly number[]) => Histogram
