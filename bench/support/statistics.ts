/** @param values at least one */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[sorted.length >> 1] ?? Number.NaN
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN
  return (lower + upper) / 2
}

/** The value that a quarter of all are below. */
export const lowerQuartile = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[(values.length - 1) >> 2] ?? Number.NaN

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Only what was measured in the same round is compared: a machine is not the same from one minute to the next. */
export const pairwise = (
  a: readonly number[],
  b: readonly number[],
  compare: (a: number, b: number) => number,
): readonly number[] => a.map((value, round) => compare(value, b[round] ?? Number.NaN))

export const difference = (a: number, b: number) => a - b
export const ratio = (a: number, b: number) => a / b
