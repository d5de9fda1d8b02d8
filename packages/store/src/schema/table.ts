import type { Columns } from '../rowbinary/columns.ts'
import { logColumns } from './log-columns.ts'
import { columnsOfKind } from './metric-columns.ts'
import { profileColumns } from './profile-columns.ts'
import { traceColumns } from './span-columns.ts'

/** A table that segments are loaded into. */
export interface Table {
  readonly name: TableName
  /** In the order of a row's bytes. */
  readonly columns: Columns
}

export type TableName = keyof typeof columnsOfTables

const columnsOfTables = {
  otel_traces: traceColumns,
  otel_logs: logColumns,
  otel_metrics_gauge: columnsOfKind('gauge'),
  otel_metrics_sum: columnsOfKind('sum'),
  otel_metrics_histogram: columnsOfKind('histogram'),
  otel_metrics_exponential_histogram: columnsOfKind('exponentialHistogram'),
  otel_metrics_summary: columnsOfKind('summary'),
  otel_profiles: profileColumns,
} satisfies Readonly<Record<string, Columns>>

export const tableNames = Object.keys(columnsOfTables) as readonly TableName[]

export const tableOf = (name: TableName): Table => ({ name, columns: columnsOfTables[name] })

/** Undefined for a name that this version does not know. */
export const tableNamed = (name: string): Table | undefined => {
  const known = tableNames.find(each => each === name)
  return known && tableOf(known)
}

/** One of each thing for each table. */
export function forEachTable<Value>(make: (name: TableName) => Value): Readonly<Record<TableName, Value>> {
  const made = tableNames.map(name => [name, make(name)])
  return Object.fromEntries(made)
}
