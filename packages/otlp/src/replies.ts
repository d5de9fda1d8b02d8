/** `ExportTraceServiceResponse`: what the receiver did not take. Both at their default means full success. */
export interface TraceResponse {
  readonly rejectedSpans: bigint
  /** In English, for the sender's developer; with nothing rejected it is a warning. */
  readonly errorMessage: string
}

/** `ExportMetricsServiceResponse`, which is read as a `TraceResponse` is. */
export interface MetricsResponse {
  readonly rejectedDataPoints: bigint
  readonly errorMessage: string
}

/** `ExportLogsServiceResponse`, which is read as a `TraceResponse` is. */
export interface LogsResponse {
  readonly rejectedLogRecords: bigint
  readonly errorMessage: string
}

/** `ExportProfilesServiceResponse`, which is read as a `TraceResponse` is. */
export interface ProfilesResponse {
  readonly rejectedProfiles: bigint
  readonly errorMessage: string
}

/** `google.rpc.Status`, the body of an OTLP/HTTP error. `code` is a gRPC status code, for example 3 INVALID_ARGUMENT. */
export interface RpcStatus {
  readonly code: number
  readonly message: string
}

/** "If the request is successful, the server MUST leave `partial_success` unset" (OTLP, "Full Success"). */
export const isFullSuccess = (rejected: bigint, errorMessage: string): boolean => rejected === 0n && errorMessage === ''
