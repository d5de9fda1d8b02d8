import { Readable } from 'node:stream'
import { type Allowance, cutOff, tooLarge } from './collect.ts'
import { collectInflated, compressions, inflaterOf } from './inflate.ts'
import { refuse, type Step } from './refusal.ts'

/** In front of a message: whether it is compressed, in one byte, and its length in four ("gRPC over HTTP2"). */
export const prefixBytes = 5

/** The one message of a unary call, inflated if it says so; `compression` is what the call's `grpc-encoding` names. */
export async function readMessage(
  body: Uint8Array,
  compression: string | undefined,
  allowance: Allowance,
): Promise<Step<Uint8Array>> {
  const step = messageOf(body, allowance)
  if (!step.ok || body[0] === 0) return step
  const inflater = inflaterOf(compression ?? '')
  if (!inflater) {
    const ours = compressions.join(', ')
    return refuse('unsupported_encoding', `grpc-encoding "${compression}" is not supported; send ${ours} or none.`)
  }
  return collectInflated(Readable.from([step.value]), inflater, allowance)
}

function messageOf(body: Uint8Array, allowance: Allowance): Step<Uint8Array> {
  // A call that is cancelled ends as one does that is complete: Node tells only later that it was.
  if (body.length < prefixBytes) return cutOff()
  const length = new DataView(body.buffer, body.byteOffset).getUint32(1)
  if (length > allowance.bytesMax) return tooLarge(allowance)
  if (length > body.length - prefixBytes) return cutOff()
  const isOne = length === body.length - prefixBytes && (body[0] === 0 || body[0] === 1)
  return isOne
    ? { ok: true, value: body.subarray(prefixBytes) }
    : refuse('bad_data', 'The body is not one gRPC message.')
}

/** A message that is not compressed, with its prefix. */
export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(prefixBytes + message.length)
  frame.writeUInt32BE(message.length, 1)
  frame.set(message, prefixBytes)
  return frame
}
