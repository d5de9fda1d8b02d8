import type { Gauge, NumberPoint, Sum } from './model.ts'

/** What a metric is called; `unit` is `s`, `By`, `1` or a word in braces. */
export interface MetricName {
  readonly name: string
  readonly description: string
  readonly unit: string
}

const isCount = ({ unit }: MetricName): boolean => unit === 'By' || unit.startsWith('{')

export const gauge = (metric: MetricName, points: readonly NumberPoint[]): Gauge => ({
  kind: 'gauge',
  ...metric,
  isInteger: isCount(metric),
  points,
})

/** What only grows, since `startUnixNano`. */
export const total = (metric: MetricName, startUnixNano: bigint, points: readonly NumberPoint[]): Sum => ({
  kind: 'sum',
  ...metric,
  isInteger: isCount(metric),
  isMonotonic: true,
  isDelta: false,
  startUnixNano,
  points,
})

/** What grows and shrinks, and adds up over processes. */
export const level = (metric: MetricName, startUnixNano: bigint, points: readonly NumberPoint[]): Sum => ({
  ...total(metric, startUnixNano, points),
  isMonotonic: false,
})

/** One point for each value, told apart by one attribute. */
export const pointsBy = (key: string, values: Readonly<Record<string, number>>): readonly NumberPoint[] =>
  Object.entries(values).map(([name, value]) => ({ attributes: { [key]: name }, value }))
