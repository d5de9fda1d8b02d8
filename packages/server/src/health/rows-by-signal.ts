import type { StoreStats, TableName } from '@throughline/store'
import { type Signal, signals } from '../pipeline/payload.ts'
import type { Sample } from './prometheus-text.ts'

/** Rows of the tables, each of which is an item. */
export const samplesBySignal = (rows: StoreStats['loadedRows']): readonly Sample[] =>
  signals.map(signal => ({ labels: { signal }, value: rowsOf(signal, rows) }))

const rowsOf = (signal: Signal, rows: StoreStats['loadedRows']): number =>
  tableNames.filter(name => signalOfTable[name] === signal).reduce((sum, name) => sum + rows[name], 0)

const signalOfTable = {
  otel_traces: 'traces',
  otel_logs: 'logs',
  otel_metrics_gauge: 'metrics',
  otel_metrics_sum: 'metrics',
  otel_metrics_histogram: 'metrics',
  otel_metrics_exponential_histogram: 'metrics',
  otel_metrics_summary: 'metrics',
  otel_profiles: 'profiles',
} satisfies Readonly<Record<TableName, Signal>>

const tableNames = Object.keys(signalOfTable) as readonly TableName[]
