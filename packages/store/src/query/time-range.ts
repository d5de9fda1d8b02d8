import type { UnixNano } from '@throughline/otlp'
import type { QueryParameters } from '../database/database.ts'

/** From inclusive, to exclusive; open at the side that is left out. */
export interface TimeRange {
  readonly fromUnixNano?: UnixNano | undefined
  readonly toUnixNano?: UnixNano | undefined
}

/** SQL's times are signed: the last it can compare, in 2262. */
const lastUnixNano = 2n ** 63n - 1n

export const rangeParameters = ({
  fromUnixNano = 0n as UnixNano,
  toUnixNano = 0n as UnixNano,
}: TimeRange): QueryParameters => ({
  from: clamp(fromUnixNano),
  to: clamp(toUnixNano),
})

/** `from` and `to` as conditions on a column, for the sides that are given. */
export function rangeConditions(
  { fromUnixNano, toUnixNano }: TimeRange,
  startColumn: string,
  endColumn = startColumn,
): readonly string[] {
  const from = fromUnixNano === undefined ? [] : [`${endColumn} >= fromUnixTimestamp64Nano({from:Int64})`]
  const to = toUnixNano === undefined ? [] : [`${startColumn} < fromUnixTimestamp64Nano({to:Int64})`]
  return [...from, ...to]
}

/** `WHERE a AND b`, or nothing when there is no condition. */
export const clause = (keyword: 'WHERE' | 'HAVING', conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : `${keyword} ${conditions.join(' AND ')}`

const clamp = (nano: bigint): bigint => (nano < lastUnixNano ? nano : lastUnixNano)
