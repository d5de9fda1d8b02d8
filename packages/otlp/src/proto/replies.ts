import { isFullSuccess, type RpcStatus, type TraceResponse } from '../replies.ts'
import { err, ok, type Result } from '../result.ts'
import { ProtoReader } from '../wire/proto-reader.ts'
import { ProtoWriter } from '../wire/proto-writer.ts'
import { writeCount, writeText } from './write-common.ts'

/** Writes `ExportTraceServiceResponse`; full success is no byte at all. */
export function writeTraceResponseProto(response: TraceResponse): Uint8Array {
  const writer = ProtoWriter.growing()
  if (!isFullSuccess(response)) {
    const mark = writer.begin(1)
    if (response.rejectedSpans !== 0n) writer.varint64(1, response.rejectedSpans)
    writeText(writer, 2, response.errorMessage)
    writer.end(mark)
  }
  return writer.written()
}

export function readTraceResponseProto(bytes: Uint8Array): Result<TraceResponse> {
  const reader = new ProtoReader(bytes)
  const response = { rejectedSpans: 0n, errorMessage: '' }
  while (reader.next()) {
    if (reader.field === 1) mergePartialSuccess(reader, response)
    else reader.skip()
  }
  return reader.failure === undefined ? ok(response) : err(reader.failure)
}

function mergePartialSuccess(reader: ProtoReader, response: { rejectedSpans: bigint; errorMessage: string }): void {
  const outer = reader.enter(0)
  while (reader.next()) {
    if (reader.field === 1) response.rejectedSpans = reader.int64()
    else if (reader.field === 2) response.errorMessage = reader.string()
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
