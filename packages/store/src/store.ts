import type { SpanBatch, TraceId, TracesData } from '@throughline/otlp'
import type { TraceFilter, TraceSummary } from './query/list-traces.ts'
import type { TimeRange } from './query/time-range.ts'

/** Spans on one folder. Methods reject only when the disk or the database fails. */
export interface Store {
  /**
   * Resolves when the spans survive the death of this process. They can be found a little later: see `flush`. Of a large batch
   * some may be stored although it rejects; what is sent again then is found once.
   */
  appendSpans(batch: SpanBatch): Promise<void>
  /** Resolves when everything appended before can be found. */
  flush(): Promise<void>
  listTraces(filter: TraceFilter): Promise<readonly TraceSummary[]>
  /** The trace as it was sent, ordered by start, without spans that were sent twice; undefined when it is not known. */
  readTrace(traceId: TraceId): Promise<TracesData | undefined>
  /** Names of the services at work within the range, sorted. */
  listServices(range: TimeRange): Promise<readonly string[]>
  stats(): StoreStats
  /** Loads what is pending and lets go of the folder. */
  close(): Promise<void>
}

/** Counts since the store was opened, and what waits at this moment. */
export interface StoreStats {
  readonly appendedSpans: number
  readonly appendedBytes: number
  /** Includes spans that the last run had left. */
  readonly loadedSpans: number
  readonly failedLoads: number
  /** Segments that could not be loaded and were set aside, in `segments/refused`. */
  readonly refusedSegments: number
  readonly pendingSegments: number
  readonly pendingBytes: number
}
