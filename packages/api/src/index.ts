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

/** Body of every answer of `/api/…` whose status is 4xx or 5xx: one sentence. */
export interface ApiError {
  readonly error: string
}
