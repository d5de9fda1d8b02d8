import {
  isFullSuccess,
  type LogsResponse,
  type MetricsResponse,
  type ProfilesResponse,
  type RpcStatus,
  type TraceResponse,
} from '../replies.ts'
import { err, ok, type Result } from '../result.ts'
import { ProtoReader } from '../wire/proto-reader.ts'
import { ProtoWriter } from '../wire/proto-writer.ts'
import { writeCount, writeText } from './write-common.ts'

/** Writes `ExportTraceServiceResponse`; full success is no byte at all. */
export const writeTraceResponseProto = ({ rejectedSpans, errorMessage }: TraceResponse): Uint8Array =>
  writeResponse(rejectedSpans, errorMessage)

export function readTraceResponseProto(bytes: Uint8Array): Result<TraceResponse> {
  const { failure, rejected, errorMessage } = readResponse(bytes)
  return failure === undefined ? ok({ rejectedSpans: rejected, errorMessage }) : err(failure)
}

/** Writes `ExportMetricsServiceResponse`; full success is no byte at all. */
export const writeMetricsResponseProto = ({ rejectedDataPoints, errorMessage }: MetricsResponse): Uint8Array =>
  writeResponse(rejectedDataPoints, errorMessage)

export function readMetricsResponseProto(bytes: Uint8Array): Result<MetricsResponse> {
  const { failure, rejected, errorMessage } = readResponse(bytes)
  return failure === undefined ? ok({ rejectedDataPoints: rejected, errorMessage }) : err(failure)
}

/** Writes `ExportLogsServiceResponse`; full success is no byte at all. */
export const writeLogsResponseProto = ({ rejectedLogRecords, errorMessage }: LogsResponse): Uint8Array =>
  writeResponse(rejectedLogRecords, errorMessage)

export function readLogsResponseProto(bytes: Uint8Array): Result<LogsResponse> {
  const { failure, rejected, errorMessage } = readResponse(bytes)
  return failure === undefined ? ok({ rejectedLogRecords: rejected, errorMessage }) : err(failure)
}

/** Writes `ExportProfilesServiceResponse`; full success is no byte at all. */
export const writeProfilesResponseProto = ({ rejectedProfiles, errorMessage }: ProfilesResponse): Uint8Array =>
  writeResponse(rejectedProfiles, errorMessage)

export function readProfilesResponseProto(bytes: Uint8Array): Result<ProfilesResponse> {
  const { failure, rejected, errorMessage } = readResponse(bytes)
  return failure === undefined ? ok({ rejectedProfiles: rejected, errorMessage }) : err(failure)
}

/** The responses differ only in what their count is called. */
function writeResponse(rejected: bigint, errorMessage: string): Uint8Array {
  const writer = ProtoWriter.growing()
  if (!isFullSuccess(rejected, errorMessage)) {
    const mark = writer.begin(1)
    if (rejected !== 0n) writer.varint64(1, rejected)
    writeText(writer, 2, errorMessage)
    writer.end(mark)
  }
  return writer.written()
}

interface PartialSuccess {
  rejected: bigint
  errorMessage: string
}

function readResponse(bytes: Uint8Array): PartialSuccess & { readonly failure: string | undefined } {
  const reader = new ProtoReader(bytes)
  const partialSuccess: PartialSuccess = { rejected: 0n, errorMessage: '' }
  while (reader.next()) {
    if (reader.field === 1) mergePartialSuccess(reader, partialSuccess)
    else reader.skip()
  }
  return { ...partialSuccess, failure: reader.failure }
}

function mergePartialSuccess(reader: ProtoReader, partialSuccess: PartialSuccess): void {
  const outer = reader.enter(0)
  while (reader.next()) {
    if (reader.field === 1) partialSuccess.rejected = reader.int64()
    else if (reader.field === 2) partialSuccess.errorMessage = reader.string()
    else reader.skip()
  }
  reader.leave(outer)
}

/** Writes `google.rpc.Status` without details. */
export function writeStatusProto(status: RpcStatus): Uint8Array {
  const writer = ProtoWriter.growing()
  writeCount(writer, 1, status.code)
  writeText(writer, 2, status.message)
  return writer.written()
}

/** Reads `google.rpc.Status`; its details are passed over. */
export function readStatusProto(bytes: Uint8Array): Result<RpcStatus> {
  const reader = new ProtoReader(bytes)
  const status = { code: 0, message: '' }
  while (reader.next()) {
    if (reader.field === 1) status.code = reader.int32()
    else if (reader.field === 2) status.message = reader.string()
    else reader.skip()
  }
  return reader.failure === undefined ? ok(status) : err(reader.failure)
}
