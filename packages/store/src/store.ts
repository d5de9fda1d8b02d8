import type { LogsData, MetricsData, SpanBatch, TraceId, TracesData } from '@throughline/otlp'
import type { TraceFilter, TraceSummary } from './query/list-traces.ts'
import type { TimeRange } from './query/time-range.ts'
import type { RefusalReason } from './refusal.ts'
import type { Retention, RetentionCounts } from './retention/retention.ts'
import type { TableName } from './schema/table.ts'

/**
 * Spans, log records, metrics and profiles on one folder. Methods reject only when the disk or the database fails; an append that
 * finds no room rejects with `AppendRefused`.
 *
 * An append resolves when what it was given survives the death of this process. It can be found a little later: see
 * `flush`.
 */
export interface Store {
  /**
   * Throws `AppendRefused` where nothing of so many bytes would be taken at this moment: too much waits for the disk or for the
   * database. How many bytes rows take is known once they are made, so that an append may be refused all the same.
   */
  requireRoom(bytes: number): void
  /** Of a large batch some may be stored although it rejects; what is sent again then is found once. */
  appendSpans(batch: SpanBatch): Promise<void>
  appendLogs(data: LogsData): Promise<void>
  /** Each kind of metric has a table: one that fails leaves the others stored, and a repetition stores those twice. */
  appendMetrics(data: MetricsData): Promise<void>
  /** Takes the bytes of an `ExportProfilesServiceRequest` that were found to be one: anything else is a mistake. */
  appendProfiles(request: Uint8Array): Promise<void>
  /** Resolves when everything appended before can be found. */
  flush(): Promise<void>
  listTraces(filter: TraceFilter): Promise<readonly TraceSummary[]>
  /** The trace as it was sent, ordered by start, without spans that were sent twice; undefined when it is not known. */
  readTrace(traceId: TraceId): Promise<TracesData | undefined>
  /** The log records of a trace as they were sent, ordered by time. */
  readLogs(traceId: TraceId): Promise<LogsData>
  /** The data points of the metrics of that name as they were sent, ordered by time; each kind of metric by itself. */
  readMetric(name: string, range: TimeRange): Promise<MetricsData>
  /** `ProfilesData` in protobuf with the profile of that id alone, and its dictionary; undefined when it is not known. */
  readProfile(profileId: string): Promise<Uint8Array | undefined>
  /** Names of the services at work within the range, sorted. */
  listServices(range: TimeRange): Promise<readonly string[]>
  /** How many rows the tables hold: one for each span, log record, data point and profile. */
  countRows(): Promise<Readonly<Record<TableName, number>>>
  /** From then on, what is older or more than that is removed. A store that nobody told keeps everything. Never rejects. */
  retain(retention: Retention): Promise<void>
  stats(): StoreStats
  /** Loads what is pending and lets go of the folder. */
  close(): Promise<void>
}

/** Counts since the store was opened, and what waits at this moment. */
export interface StoreStats extends RetentionCounts {
  readonly appendedBytes: number
  /** Rows acknowledged, by table: one for each span, log record, data point and profile. */
  readonly appendedRows: Readonly<Record<TableName, number>>
  /** Appends that were refused because there was no room, those for which it was asked before included. */
  readonly refusedAppends: Readonly<Record<RefusalReason, number>>
  /** Rows in the database since this start, by table; includes what the last run had left. */
  readonly loadedRows: Readonly<Record<TableName, number>>
  readonly failedLoads: number
  /** Segments that could not be loaded and were set aside, in `segments/refused`. */
  readonly refusedSegments: number
  readonly pendingSegments: number
  readonly pendingBytes: number
}
