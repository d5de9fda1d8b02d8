import type { OutgoingHttpHeaders } from 'node:http2'
import { ProtoWriter } from '@throughline/otlp'
import { compressions } from './inflate.ts'
import type { Refusal } from './refusal.ts'

/** The only headers of an answer without a message: "Trailers-Only" in "gRPC over HTTP2". */
export function trailersOnly(refused: Refusal): OutgoingHttpHeaders {
  const { retryAfterSeconds } = refused
  return {
    ':status': 200,
    'content-type': 'application/grpc+proto',
    'grpc-status': refused.rpcCode,
    // gRPC's own client for Node decodes by `decodeURI`, which leaves a slash encoded that need not have been. Half a
    // surrogate would make it throw.
    'grpc-message': encodeURI(refused.message.toWellFormed()),
    ...(retryAfterSeconds !== undefined && { 'grpc-status-details-bin': detailsOf(refused, retryAfterSeconds) }),
    ...(refused.reason === 'unsupported_encoding' && { 'grpc-accept-encoding': `identity,${compressions.join()}` }),
  }
}

/**
 * `google.rpc.Status { code = 1, message = 2, details = 3 }`, whose one detail is
 * `google.protobuf.Any { type_url = 1, value = 2 }` of `google.rpc.RetryInfo { Duration { seconds = 1 } retry_delay = 1 }`:
 * by OTLP's "Failures" the sender comes back after that time.
 */
function detailsOf({ rpcCode, message }: Refusal, retryAfterSeconds: number): string {
  const status = ProtoWriter.growing()
  status.varint(1, rpcCode)
  status.string(2, message)
  const any = status.begin(3)
  status.string(1, 'type.googleapis.com/google.rpc.RetryInfo')
  const info = status.begin(2)
  const delay = status.begin(1)
  status.varint(1, retryAfterSeconds)
  for (const mark of [delay, info, any]) status.end(mark)
  return Buffer.from(status.written()).toString('base64')
}
