import {
  type Result,
  type RpcStatus,
  readSpanBatch,
  readTracesJson,
  type SpanBatch,
  type TraceResponse,
  writeStatusJson,
  writeStatusProto,
  writeTraceResponseJson,
  writeTraceResponseProto,
  writeTracesProto,
} from '@throughline/otlp'

/** One of OTLP/HTTP's two encodings: a request is answered in the one that it came in. */
export interface Encoding {
  readonly contentType: string
  readTraces(bytes: Uint8Array): Result<SpanBatch>
  writeTraceResponse(response: TraceResponse): Uint8Array | string
  writeStatus(status: RpcStatus): Uint8Array | string
}

const protobuf: Encoding = {
  contentType: 'application/x-protobuf',
  readTraces: readSpanBatch,
  writeTraceResponse: writeTraceResponseProto,
  writeStatus: writeStatusProto,
}

export const json: Encoding = {
  contentType: 'application/json',
  readTraces: readBatchOfJson,
  writeTraceResponse: writeTraceResponseJson,
  writeStatus: writeStatusJson,
}

/** The encoding that a Content-Type names, its parameters aside; undefined for any other type. */
export function encodingOf(contentType: string | undefined): Encoding | undefined {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  return [protobuf, json].find(encoding => encoding.contentType === mediaType)
}

/** Behind the receivers all is protobuf, so that one reader, one index and one redaction serve both encodings. */
function readBatchOfJson(bytes: Uint8Array): Result<SpanBatch> {
  const data = readTracesJson(new TextDecoder().decode(bytes))
  return data.ok ? readSpanBatch(writeTracesProto(data.value)) : data
}
