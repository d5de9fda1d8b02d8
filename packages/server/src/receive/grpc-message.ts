import { type Allowance, collect, tooLarge } from './body.ts'
import { compressions, inflaterOf } from './inflate.ts'
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
  inflater.end(step.value)
  const inflated = await collect(inflater, allowance)
  inflater.destroy()
  return inflated
}

function messageOf(body: Uint8Array, allowance: Allowance): Step<Uint8Array> {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const length = body.length < prefixBytes ? -1 : view.getUint32(1)
  if (length > allowance.bytesMax) return tooLarge(allowance)
  if (length === body.length - prefixBytes && view.getUint8(0) <= 1)
    return { ok: true, value: body.subarray(prefixBytes) }
  return refuse('bad_data', 'The body is not one gRPC message.')
}

/** A message that is not compressed, with its prefix. */
export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(prefixBytes + message.length)
  frame.writeUInt32BE(message.length, 1)
  frame.set(message, prefixBytes)
  return frame
}
