import type fc from 'fast-check'
import {
  type LogsData,
  type MetricsData,
  type Result,
  readLogsJson,
  readLogsProto,
  readMetricsJson,
  readMetricsProto,
  readTracesJson,
  readTracesProto,
  type TracesData,
  writeLogsJson,
  writeLogsProto,
  writeMetricsJson,
  writeMetricsProto,
  writeTracesJson,
  writeTracesProto,
} from '../../index.ts'
import { everyField } from '../every-field.ts'
import { everyFieldOfLogs } from '../every-field-of-logs.ts'
import { everyFieldOfMetrics } from '../every-field-of-metrics.ts'
import { arbitraryLogs } from './arbitrary-logs.ts'
import { arbitraryMetrics } from './arbitrary-metrics.ts'
import { arbitraryTraces } from './arbitrary-traces.ts'
import { type Oracle, oracleOf } from './protobufjs-oracle.ts'
import { logsSchema, metricsSchema, tracesSchema } from './schema.ts'

/** What the suites of all signals need of one. */
export interface Codec<Data> {
  readonly signal: string
  readonly readProto: (bytes: Uint8Array) => Result<Data>
  readonly writeProto: (data: Data) => Uint8Array
  readonly readJson: (text: string) => Result<Data>
  readonly writeJson: (data: Data) => string
  readonly everyField: () => Data
  readonly arbitrary: fc.Arbitrary<Data>
  readonly oracle: Oracle
}

const traces: Codec<TracesData> = {
  signal: 'traces',
  readProto: readTracesProto,
  writeProto: writeTracesProto,
  readJson: readTracesJson,
  writeJson: writeTracesJson,
  everyField,
  arbitrary: arbitraryTraces,
  oracle: oracleOf(tracesSchema, 'TracesData'),
}

const metrics: Codec<MetricsData> = {
  signal: 'metrics',
  readProto: readMetricsProto,
  writeProto: writeMetricsProto,
  readJson: readMetricsJson,
  writeJson: writeMetricsJson,
  everyField: everyFieldOfMetrics,
  arbitrary: arbitraryMetrics,
  oracle: oracleOf(metricsSchema, 'MetricsData'),
}

const logs: Codec<LogsData> = {
  signal: 'logs',
  readProto: readLogsProto,
  writeProto: writeLogsProto,
  readJson: readLogsJson,
  writeJson: writeLogsJson,
  everyField: everyFieldOfLogs,
  arbitrary: arbitraryLogs,
  oracle: oracleOf(logsSchema, 'LogsData'),
}

/** Runs `suite` for each signal. */
export function forEachSignal(suite: <Data>(codec: Codec<Data>) => void): void {
  suite(traces)
  suite(metrics)
  suite(logs)
}
