/**
 * The ring that the app's thread and the exporter's thread share.
 *
 * Positions only ever grow (modulo 2³², kept as signed integers, so that a difference is right across the wrap); the low
 * bits are the offset. A record begins anywhere below `ringBytes` and is always contiguous: the last one runs over into
 * the slack behind the ring, which is as long as the largest record.
 *
 *   record := payloadBytes:u32 sequence:u32 scopeIndex:u32 flags:u32 payload padding-to-8
 *
 * `sequence` is the number of due records before this one.
 */
export interface SharedRing {
  readonly control: Int32Array
  readonly words: Int32Array
  readonly bytes: Uint8Array
  readonly ringBytes: number
  /** The largest record, header included. */
  readonly maxRecordBytes: number
}

/** What crosses to the other thread: two shared memories and a number. */
export interface RingHandle {
  readonly control: SharedArrayBuffer
  readonly data: SharedArrayBuffer
  readonly ringBytes: number
}

export const recordHeaderBytes = 16

/** Record flag: due for export. Without it a record only waits to be recalled, until it is lapped. */
export const EXPORT = 1

/** Words of the control block. The first two are positions, the rest are signals and counters. */
export const HEAD = 0
export const TAIL = 1
/** 1 while the exporter sleeps without a timeout: the next record must signal. */
export const ASLEEP = 2
/** Counts signals; the exporter waits for it to change. */
export const SIGNAL = 3
/** 1 once the process is exiting: send what there is, then set `DRAINED`. */
export const DRAIN = 4
export const DRAINED = 5
/** Spans by what became of them. */
export const RECORDED = 6
export const SENT = 7
export const LAPPED = 8
export const REFUSED = 9
export const TOO_LARGE = 10
const controlWords = 16

export function createRing(ringBytes: number, maxRecordBytes: number): RingHandle {
  const isPowerOfTwo = ringBytes > 0 && (ringBytes & (ringBytes - 1)) === 0
  if (!isPowerOfTwo || maxRecordBytes > ringBytes || maxRecordBytes % 8 !== 0) {
    throw new RangeError(`ring of ${ringBytes} bytes cannot hold records of ${maxRecordBytes}`)
  }
  return {
    control: new SharedArrayBuffer(4 * controlWords),
    // Zeroed pages that the system gives when they are first touched: a quiet app does not pay for the whole ring.
    data: new SharedArrayBuffer(ringBytes + maxRecordBytes),
    ringBytes,
  }
}

export function openRing(handle: RingHandle): SharedRing {
  return {
    control: new Int32Array(handle.control),
    words: new Int32Array(handle.data),
    bytes: new Uint8Array(handle.data),
    ringBytes: handle.ringBytes,
    maxRecordBytes: handle.data.byteLength - handle.ringBytes,
  }
}

export const recordBytes = (payloadBytes: number): number => (recordHeaderBytes + payloadBytes + 7) & ~7

/** Wakes the exporter, whatever it waits for. */
export function signal(control: Int32Array): void {
  Atomics.store(control, ASLEEP, 0)
  Atomics.add(control, SIGNAL, 1)
  Atomics.notify(control, SIGNAL)
}
