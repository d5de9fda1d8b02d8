import { hexToWord, putWord } from './ids.ts'

/** What a child needs to know of its parent: a span of ours has these fields, and a remote caller sends them. */
export interface TraceParent {
  readonly traceId0: number
  readonly traceId1: number
  readonly traceId2: number
  readonly traceId3: number
  readonly spanId0: number
  readonly spanId1: number
  /** W3C trace flags: 1 sampled, 2 random. */
  readonly traceFlags: number
  /** W3C `tracestate`, as it came; empty where there was none. */
  readonly traceState: string
  readonly isRemote: boolean
}

const IDS_AND_FLAGS_LENGTH = 55

/**
 * Reads a W3C `traceparent`, or gives undefined where the specification says to start a new trace.
 * Level 2, 2.2: unknown versions are read as version 00 when what follows is nothing or a dash; 00 has nothing more.
 */
export function readTraceparent(header: string, traceState: string): TraceParent | undefined {
  if (header.length < IDS_AND_FLAGS_LENGTH || !hasValidVersion(header)) return undefined
  if (header[35] !== '-' || header[52] !== '-') return undefined
  const traceFlags = hexToWord(`000000${header.slice(53, 55)}`, 0)
  const parent = traceParentOf(header, 3, header, 36, traceFlags, traceState, true)
  return parent !== undefined && !Number.isNaN(traceFlags) ? parent : undefined
}

function hasValidVersion(header: string): boolean {
  const version = header.slice(0, 2)
  if (!/^[0-9a-f]{2}$/.test(version) || version === 'ff' || header[2] !== '-') return false
  return header.length === IDS_AND_FLAGS_LENGTH || (version !== '00' && header[IDS_AND_FLAGS_LENGTH] === '-')
}

/** Reads ids out of hex texts; undefined where they are not lower-case hex, or all zero. */
export function traceParentOf(
  traceIdText: string,
  traceIdOffset: number,
  spanIdText: string,
  spanIdOffset: number,
  traceFlags: number,
  traceState: string,
  isRemote: boolean,
): TraceParent | undefined {
  const traceId0 = hexToWord(traceIdText, traceIdOffset)
  const traceId1 = hexToWord(traceIdText, traceIdOffset + 8)
  const traceId2 = hexToWord(traceIdText, traceIdOffset + 16)
  const traceId3 = hexToWord(traceIdText, traceIdOffset + 24)
  const spanId0 = hexToWord(spanIdText, spanIdOffset)
  const spanId1 = hexToWord(spanIdText, spanIdOffset + 8)
  if (Number.isNaN(traceId0 + traceId1 + traceId2 + traceId3 + spanId0 + spanId1)) return undefined
  if ((traceId0 | traceId1 | traceId2 | traceId3) === 0 || (spanId0 | spanId1) === 0) return undefined
  return { traceId0, traceId1, traceId2, traceId3, spanId0, spanId1, traceFlags, traceState, isRemote }
}

const written = Buffer.from(`00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`)

/** As one text that is made at once: of parts, it would be five, and copied when it is sent. */
export function writeTraceparent(parent: TraceParent): string {
  putWord(written, parent.traceId0, 3)
  putWord(written, parent.traceId1, 11)
  putWord(written, parent.traceId2, 19)
  putWord(written, parent.traceId3, 27)
  putWord(written, parent.spanId0, 36)
  putWord(written, parent.spanId1, 44)
  written[IDS_AND_FLAGS_LENGTH - 1] = 48 + (parent.traceFlags & 3)
  return written.toString('latin1')
}
