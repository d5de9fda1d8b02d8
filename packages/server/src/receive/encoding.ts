import {
  type Result,
  type RpcStatus,
  readTracesJson,
  readTracesProto,
  type TraceResponse,
  type TracesData,
  writeStatusJson,
  writeStatusProto,
  writeTraceResponseJson,
  writeTraceResponseProto,
} from '@throughline/otlp'

/** One of OTLP/HTTP's two encodings: a request is answered in the one that it came in. */
export interface Encoding {
  readonly contentType: string
  readTraces(bytes: Uint8Array): Result<TracesData>
  writeTraceResponse(response: TraceResponse): Uint8Array | string
  writeStatus(status: RpcStatus): Uint8Array | string
}

const protobuf: Encoding = {
  contentType: 'application/x-protobuf',
  readTraces: readTracesProto,
  writeTraceResponse: writeTraceResponseProto,
  writeStatus: writeStatusProto,
}

export const json: Encoding = {
  contentType: 'application/json',
  readTraces: bytes => readTracesJson(new TextDecoder().decode(bytes)),
  writeTraceResponse: writeTraceResponseJson,
  writeStatus: writeStatusJson,
}

/** The encoding that a Content-Type names, its parameters aside; undefined for any other type. */
export function encodingOf(contentType: string | undefined): Encoding | undefined {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  return [protobuf, json].find(encoding => encoding.contentType === mediaType)
}
