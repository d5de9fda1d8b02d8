import {
  isFullSuccess,
  type LogsResponse,
  type MetricsResponse,
  type ProfilesResponse,
  type RpcStatus,
  type TraceResponse,
} from '../replies.ts'
import type { Result } from '../result.ts'
import type { JsonMessage } from './json-message.ts'
import { readPayload } from './read-payload.ts'

/** Writes `ExportTraceServiceResponse`; full success is `{}`. */
export const writeTraceResponseJson = ({ rejectedSpans, errorMessage }: TraceResponse): string =>
  writeResponse('rejectedSpans', rejectedSpans, errorMessage)

export const readTraceResponseJson = (text: string): Result<TraceResponse> =>
  readPartialSuccess(text, json => ({
    rejectedSpans: json.int64('rejectedSpans'),
    errorMessage: json.text('errorMessage'),
  }))

/** Writes `ExportMetricsServiceResponse`; full success is `{}`. */
export const writeMetricsResponseJson = ({ rejectedDataPoints, errorMessage }: MetricsResponse): string =>
  writeResponse('rejectedDataPoints', rejectedDataPoints, errorMessage)

export const readMetricsResponseJson = (text: string): Result<MetricsResponse> =>
  readPartialSuccess(text, json => ({
    rejectedDataPoints: json.int64('rejectedDataPoints'),
    errorMessage: json.text('errorMessage'),
  }))

/** Writes `ExportLogsServiceResponse`; full success is `{}`. */
export const writeLogsResponseJson = ({ rejectedLogRecords, errorMessage }: LogsResponse): string =>
  writeResponse('rejectedLogRecords', rejectedLogRecords, errorMessage)

export const readLogsResponseJson = (text: string): Result<LogsResponse> =>
  readPartialSuccess(text, json => ({
    rejectedLogRecords: json.int64('rejectedLogRecords'),
    errorMessage: json.text('errorMessage'),
  }))

/** Writes `ExportProfilesServiceResponse`; full success is `{}`. */
export const writeProfilesResponseJson = ({ rejectedProfiles, errorMessage }: ProfilesResponse): string =>
  writeResponse('rejectedProfiles', rejectedProfiles, errorMessage)

export const readProfilesResponseJson = (text: string): Result<ProfilesResponse> =>
  readPartialSuccess(text, json => ({
    rejectedProfiles: json.int64('rejectedProfiles'),
    errorMessage: json.text('errorMessage'),
  }))

/** Writes `google.rpc.Status` without details. */
export const writeStatusJson = ({ code, message }: RpcStatus): string => JSON.stringify({ code, message })

/** Reads `google.rpc.Status`; its details are passed over. */
export const readStatusJson = (text: string): Result<RpcStatus> =>
  readPayload(text, json => ({ code: json.enumeration('code', {}), message: json.text('message') }))

/** The responses differ only in what their count is called. */
const writeResponse = (name: string, rejected: bigint, errorMessage: string): string =>
  isFullSuccess(rejected, errorMessage)
    ? '{}'
    : JSON.stringify({ partialSuccess: { [name]: rejected.toString(), errorMessage } })

const readPartialSuccess = <T>(text: string, read: (json: JsonMessage) => T): Result<T> =>
  readPayload(text, json => read(json.message('partialSuccess')))
