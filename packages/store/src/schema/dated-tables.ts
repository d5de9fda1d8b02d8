import type { TableName } from './table.ts'

/** Every table, also those that views fill, with the time that says on which day a row is: see `dayPartition`. */
export const timeColumns = {
  otel_traces: 'Timestamp',
  otel_traces_summary: 'Start',
  otel_traces_trace_id_ts: 'Start',
  otel_logs: 'Timestamp',
  otel_metrics_gauge: 'TimeUnix',
  otel_metrics_sum: 'TimeUnix',
  otel_metrics_histogram: 'TimeUnix',
  otel_metrics_exponential_histogram: 'TimeUnix',
  otel_metrics_summary: 'TimeUnix',
  otel_profiles: 'Timestamp',
} as const satisfies Readonly<Record<TableName, string>> & Readonly<Record<string, string>>

export type DatedTable = keyof typeof timeColumns

export const datedTables = Object.keys(timeColumns) as readonly DatedTable[]
