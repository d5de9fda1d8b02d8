/**
 * The ring that the app's thread and the exporter's thread share.
 *
 * Positions only ever grow (modulo 2³², kept as signed integers, so that a difference is right across the wrap); the low
 * bits are the offset. A record begins anywhere below `ringBytes` and is always contiguous: the last one runs over into
 * the slack behind the ring, which is as long as the largest record.
 *
 *   record := payloadBytes:u32 sequence:u32 scopeIndex:u32 payload padding-to-4
 *
 * `sequence` is the number of records before this one.
 */
export interface SharedRing {
  readonly control: Int32Array
  readonly words: Int32Array
  readonly bytes: Uint8Array
  readonly ringBytes: number
  /** The largest record, header included. */
  readonly maxRecordBytes: number
}

/** What crosses to the other thread: shared memories and a number. */
export interface RingHandle {
  readonly control: SharedArrayBuffer
  readonly data: SharedArrayBuffer
  readonly ringBytes: number
}

export const recordHeaderBytes = 12

/** Words of the control block. The first two are positions, the rest are signals and counters. */
export const HEAD = 0
export const TAIL = 1
/** 1 while the exporter sleeps without a timeout: the next record must signal. */
export const ASLEEP = 2
/** Counts signals; the exporter waits for it to change. */
export const SIGNAL = 3
/** How often a flush was asked for, and up to which of these it is done. */
export const FLUSH_ASKED = 4
export const FLUSH_DONE = 5
/** Not 0 once the process is exiting: there is no later. */
export const EXITING = 6
/** End of what is written in the catalogue. */
export const CATALOG_END = 7
/** Spans by what became of them. */
export const RECORDED = 8
export const SENT = 9
export const LAPPED = 10
export const REFUSED = 11
export const TOO_LARGE = 12
/** Local traces whose head decision was no: kept all the same, and not kept because there were too many. */
export const KEPT = 13
export const LIMITED = 14
/** Spans of kept local traces that were given up before there was a reason to keep them. */
export const FORGOTTEN = 15
/** Up to where all is delivered or refused, and the sequence number of what comes next: here a new exporter begins. */
export const READ = 16
export const READ_SEQUENCE = 17
/** 1 once an exporter has come. */
export const STARTED = 18
/** How often the head has come round, and what the exporter saw of that: positions come again after 4 GiB. */
export const LAP = 19
export const READ_LAP = 20
const controlWords = 21

/** `EXITING`, by how the process ends. */
export const EXITS = 1
export const FAILS = 2

export function createRing(ringBytes: number, maxRecordBytes: number): RingHandle {
  const isPowerOfTwo = ringBytes > 0 && (ringBytes & (ringBytes - 1)) === 0
  if (!isPowerOfTwo || maxRecordBytes > ringBytes || maxRecordBytes % 4 !== 0) {
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

export const recordBytes = (payloadBytes: number): number => (recordHeaderBytes + payloadBytes + 3) & ~3

/** Counts where only the app's thread does. */
export function count(control: Int32Array, word: number, by = 1): void {
  control[word] = ((control[word] ?? 0) + by) | 0
}

/** Wakes the exporter, whatever it waits for. */
export function signal(control: Int32Array): void {
  Atomics.store(control, ASLEEP, 0)
  Atomics.add(control, SIGNAL, 1)
  Atomics.notify(control, SIGNAL)
}
