import { ok, type Result, type RpcStatus, writeStatusJson, writeStatusProto } from '@throughline/otlp'
import type { Admission } from '../pipeline/admit.ts'
import type { Signal } from '../pipeline/payload.ts'
import { wires } from './signals.ts'

/** One of OTLP/HTTP's two encodings: a request is answered in the one that it came in. */
export interface Encoding {
  readonly contentType: string
  /** The request in protobuf, which is what the pipeline takes. */
  protoOf(signal: Signal, body: Uint8Array): Result<Uint8Array>
  writeResponse(signal: Signal, admission: Admission): Uint8Array | string
  writeStatus(status: RpcStatus): Uint8Array | string
}

const protobuf: Encoding = {
  contentType: 'application/x-protobuf',
  protoOf: (_signal, body) => ok(body),
  writeResponse: (signal, { rejected, errorMessage }) =>
    wires[signal].writeResponseProto(BigInt(rejected), errorMessage),
  writeStatus: writeStatusProto,
}

export const json: Encoding = {
  contentType: 'application/json',
  // Zero bytes are no JSON, but whoever sends them means protobuf's empty message.
  protoOf: (signal, body) => (body.length === 0 ? ok(body) : wires[signal].protoOf(new TextDecoder().decode(body))),
  writeResponse: (signal, { rejected, errorMessage }) =>
    wires[signal].writeResponseJson(BigInt(rejected), errorMessage),
  writeStatus: writeStatusJson,
}

/** The encoding that a Content-Type names, its parameters aside; undefined for any other type. */
export function encodingOf(contentType: string | undefined): Encoding | undefined {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  return [protobuf, json].find(encoding => encoding.contentType === mediaType)
}
