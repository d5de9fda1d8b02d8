import { crc32 } from 'node:zlib'

/** What the log of the pending spans is made of. */
export type Entry =
  /** A traces request, as it was taken. */
  { readonly kind: 'spans'; readonly bytes: Uint8Array } | SettledNote

/** Of traces whose spans in all entries before number `endNumber` are done with: handed over or dropped. */
export interface SettledNote {
  readonly kind: 'settled'
  readonly endNumber: number
  readonly traces: readonly SettledTrace[]
}

export interface SettledTrace {
  readonly traceId: string
  readonly isKept: boolean
}

/** An entry and where it is: `offset` in the file is that of its body. */
export interface FoundEntry {
  readonly entry: Entry
  readonly offset: number
  readonly length: number
}

/** Length 4, crc32 4, kind 1; the checksum is of the kind and the body. */
export const entryHeadBytes = 9

const kinds = ['spans', 'settled'] as const

/** endNumber 8, then for each trace its id 16 and whether it is kept 1. */
const settledHeadBytes = 8
const settledTraceBytes = 17

/** In two parts, so that a request is written without being copied. */
export function encodeEntry(entry: Entry): readonly [head: Uint8Array, body: Uint8Array] {
  const body = entry.kind === 'spans' ? entry.bytes : encodeSettled(entry)
  const head = Buffer.alloc(entryHeadBytes)
  head.writeUInt32LE(body.length, 0)
  head.writeUInt8(kinds.indexOf(entry.kind), 8)
  head.writeUInt32LE(checksum(head, body), 4)
  return [head, body]
}

/** The whole entries at the beginning of a file: behind the first that is cut off or damaged nothing can be found. */
export function* decodeEntries(file: Buffer): Generator<FoundEntry> {
  for (let at = 0; at + entryHeadBytes <= file.length; ) {
    const head = file.subarray(at, at + entryHeadBytes)
    const length = head.readUInt32LE(0)
    const offset = at + entryHeadBytes
    const body = file.subarray(offset, offset + length)
    const kind = kinds[head.readUInt8(8)]
    if (body.length < length || kind === undefined || head.readUInt32LE(4) !== checksum(head, body)) return
    yield { entry: kind === 'spans' ? { kind, bytes: body } : decodeSettled(body), offset, length }
    at = offset + length
  }
}

const checksum = (head: Buffer, body: Uint8Array): number => crc32(body, crc32(head.subarray(8)))

function encodeSettled({ endNumber, traces }: SettledNote): Uint8Array {
  const bytes = Buffer.alloc(settledHeadBytes + settledTraceBytes * traces.length)
  bytes.writeBigUInt64LE(BigInt(endNumber), 0)
  traces.forEach(({ traceId, isKept }, index) => {
    const at = settledHeadBytes + settledTraceBytes * index
    bytes.write(traceId, at, 'hex')
    bytes.writeUInt8(isKept ? 1 : 0, at + 16)
  })
  return bytes
}

function decodeSettled(body: Buffer): Entry {
  const count = Math.floor((body.length - settledHeadBytes) / settledTraceBytes)
  const traces = Array.from({ length: count }, (_, index) => {
    const at = settledHeadBytes + settledTraceBytes * index
    return { traceId: body.toString('hex', at, at + 16), isKept: body.readUInt8(at + 16) === 1 }
  })
  return { kind: 'settled', endNumber: Number(body.readBigUInt64LE(0)), traces }
}
