/** The types that cross between the server and the page, as `/api/…` sends them. 64-bit numbers are decimal strings. */

export type * from './otlp-json.ts'

export interface TraceSummary {
  readonly traceId: string
  /** Empty while the root span has not arrived. */
  readonly rootService: string
  readonly rootName: string
  readonly startUnixNano: string
  readonly durationNano: string
  readonly spanCount: number
  readonly errorCount: number
  readonly services: readonly string[]
}

/** `GET /api/traces`: newest first. */
export interface TraceList {
  readonly traces: readonly TraceSummary[]
}

/** `GET /api/services`: names seen in the time range, sorted. */
export interface ServiceList {
  readonly services: readonly string[]
}

/** `GET /api/receivers`: the ports on which spans are received, for a page that says where to send them. */
export interface ReceiverPorts {
  readonly otlpHttpPort: number
  readonly otlpGrpcPort: number
}

export type Signal = 'traces' | 'metrics' | 'logs' | 'profiles'

/** Spans, data points, log records and profiles. */
export type ItemCounts = Readonly<Record<Signal, number>>

/** `GET /api/health`: what became of all that arrived, since the server started. */
export interface Health {
  readonly version: string
  readonly memory: {
    /** `soft`: large requests are refused. `hard`: all are. */
    readonly state: 'normal' | 'soft' | 'hard'
    readonly residentBytes: number
    readonly limitBytes: number
  }
  /** By transport. */
  readonly receivers: Readonly<Record<'http' | 'grpc', ReceiverHealth>>
  /** Values redacted, by rule. */
  readonly redacted: Readonly<Record<string, number>>
  /** Absent where nothing is stored. */
  readonly store?: StoreHealth
  /** By name. */
  readonly destinations: Readonly<Record<string, DestinationHealth>>
  /** Of the store and of destinations that do not get all traces, by name. */
  readonly sampling: Readonly<Record<string, SamplingHealth>>
}

export interface ReceiverHealth {
  /** Acknowledged, also where single items were left out. */
  readonly acceptedRequests: ItemCounts
  readonly acceptedItems: ItemCounts
  /** Left out of requests that were acknowledged, because they are invalid. */
  readonly rejectedItems: ItemCounts
  /** By reason, and then by signal; `unknown` where the path of a request names none. */
  readonly refusedRequests: Readonly<Record<string, ItemCounts & { readonly unknown: number }>>
}

export interface StoreHealth {
  /** Rows acknowledged, and rows in the database since the start, by table. */
  readonly appendedRows: Readonly<Record<string, number>>
  readonly loadedRows: Readonly<Record<string, number>>
  readonly pendingBytes: number
  readonly failedLoads: number
  readonly refusedAppends: Readonly<Record<string, number>>
}

export interface DestinationHealth {
  readonly sentItems: ItemCounts
  readonly sentRequests: number
  readonly queuedItems: ItemCounts
  readonly queuedBytes: number
  /** Dropped because the queue was full, or they were too old. */
  readonly evictedItems: ItemCounts
  /** Refused by the destination for good. */
  readonly rejectedItems: ItemCounts
  /** Attempts, those that are tried again included. */
  readonly failedRequests: number
  /** Requests that the queue did not take: no room, or a disk that failed. Their senders were told. */
  readonly refusedPayloads: number
  /** Of the queue, which cannot be read. */
  readonly damagedBytes: number
  /** In words; null where nothing went wrong. */
  readonly lastError: { readonly message: string; readonly unixMs: number } | null
}

export interface SamplingHealth {
  readonly takenSpans: number
  readonly keptSpans: number
  readonly droppedSpans: number
  readonly pendingSpans: number
  /** Of the kept and the dropped ones: spans that came after the decision about their trace. */
  readonly lateKeptSpans: number
  readonly lateDroppedSpans: number
  readonly keptTraces: number
  readonly droppedTraces: number
  readonly pendingTraces: number
  /** Decided before their time, because too much waited. */
  readonly earlyTraces: number
  /** Those that a policy decided, by its name. */
  readonly tracesByPolicy: Readonly<Record<string, number>>
  /** What waiting spans take on disk. */
  readonly bufferedBytes: number
  /** Requests that were not taken because the buffer was full. Their senders were told. */
  readonly refusedPayloads: number
  /** Times that what was kept was not taken; it is tried again. */
  readonly failedHandOvers: number
}

/** Body of every answer of `/api/…` whose status is 4xx or 5xx: one sentence. */
export interface ApiError {
  readonly error: string
}
