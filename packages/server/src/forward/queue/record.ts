import { crc32 } from 'node:zlib'
import { type Payload, signals } from '../../pipeline/payload.ts'

/** crc32 4, payload length 4, item count 4, signal 1; the crc32 is that of all that follows it. */
export const recordHeaderBytes = 13

/** A payload as it lies in a segment, behind its header. */
export interface StoredPayload extends Payload {
  /** Where its record ends, from the start of what was read. */
  readonly endOffset: number
}

export const recordBytes = ({ bytes }: Payload): number => recordHeaderBytes + bytes.length

export function encodeHeader({ signal, bytes, itemCount }: Payload): Uint8Array {
  const header = Buffer.allocUnsafe(recordHeaderBytes)
  header.writeUInt32LE(bytes.length, 4)
  header.writeUInt32LE(itemCount, 8)
  header.writeUInt8(signals.indexOf(signal), 12)
  header.writeUInt32LE(crc32(bytes, crc32(header.subarray(4))), 0)
  return header
}

/** The records at the start of `bytes`, up to the first that is cut off or damaged. Payloads are views, not copies. */
export function* readRecords(bytes: Buffer): Generator<StoredPayload> {
  let offset = 0
  for (;;) {
    const record = readRecord(bytes, offset)
    if (record === undefined) return
    yield record
    offset = record.endOffset
  }
}

function readRecord(bytes: Buffer, offset: number): StoredPayload | undefined {
  const payloadOffset = offset + recordHeaderBytes
  if (payloadOffset > bytes.length) return undefined
  const endOffset = payloadOffset + bytes.readUInt32LE(offset + 4)
  const signal = signals[bytes.readUInt8(offset + 12)]
  if (endOffset > bytes.length || signal === undefined) return undefined
  if (crc32(bytes.subarray(offset + 4, endOffset)) !== bytes.readUInt32LE(offset)) return undefined
  return {
    signal,
    itemCount: bytes.readUInt32LE(offset + 8),
    bytes: bytes.subarray(payloadOffset, endOffset),
    endOffset,
  }
}

/** How long the record is whose header stands at the start of `bytes`. */
export const announcedBytes = (bytes: Buffer): number => recordHeaderBytes + bytes.readUInt32LE(4)
