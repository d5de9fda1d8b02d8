import { gunzipSync } from 'node:zlib'
import { maxResponseBytes } from '../limits.ts'

/** A message on the wire ("gRPC over HTTP2", Length-Prefixed-Message): compressed or not, its length, itself. */
const prefixBytes = 5

export function messagePrefix(messageBytes: number, isCompressed: boolean): Buffer {
  const prefix = Buffer.alloc(prefixBytes)
  prefix.writeUInt8(isCompressed ? 1 : 0, 0)
  prefix.writeUInt32BE(messageBytes, 1)
  return prefix
}

/** The first message of an answer; no byte at all where there is none to be read. */
export function firstMessage(answer: Buffer): Buffer {
  if (answer.length < prefixBytes) return answer.subarray(0, 0)
  const message = answer.subarray(prefixBytes, prefixBytes + answer.readUInt32BE(1))
  return answer.readUInt8(0) === 1 ? decompressed(message) : message
}

/** Some receivers answer in the compression of the request without being asked to. */
function decompressed(message: Buffer): Buffer {
  try {
    return gunzipSync(message, { maxOutputLength: maxResponseBytes })
  } catch {
    return message.subarray(0, 0)
  }
}
