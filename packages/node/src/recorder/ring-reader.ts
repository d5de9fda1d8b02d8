import { maxBatchBytes, wakeAtPendingBytes } from '../limits.ts'
import { RecordList } from './record-list.ts'
import {
  HEAD,
  LAP,
  LAPPED,
  READ,
  READ_LAP,
  READ_SEQUENCE,
  recordBytes,
  recordHeaderBytes,
  type SharedRing,
  TAIL,
} from './ring-layout.ts'

/**
 * The exporter's end of the ring: copies a range, then looks whether the writer has meanwhile given any of it up.
 * What was lapped is skipped and counted in `LAPPED`.
 */
export class RingReader {
  readonly #ring: SharedRing
  readonly #copy: Uint8Array
  readonly #copyWords: Int32Array
  readonly #records: RecordList
  #position: number
  #nextSequence: number
  #lap: number

  constructor(ring: SharedRing, copyBytes = maxBatchBytes) {
    this.#ring = ring
    this.#position = Atomics.load(ring.control, READ)
    this.#nextSequence = Atomics.load(ring.control, READ_SEQUENCE)
    this.#lap = Atomics.load(ring.control, READ_LAP)
    // At least one largest record must fit, else a large span would stop the export for good.
    const size = Math.max(copyBytes, ring.maxRecordBytes)
    const copy = new ArrayBuffer(size + (-size & 3))
    this.#copy = new Uint8Array(copy)
    this.#copyWords = new Int32Array(copy)
    this.#records = new RecordList(this.#copy)
  }

  /** What was read so far needs not be read again, should another exporter have to go on. */
  markDone(): void {
    Atomics.store(this.#ring.control, READ, this.#position)
    Atomics.store(this.#ring.control, READ_SEQUENCE, this.#nextSequence)
    Atomics.store(this.#ring.control, READ_LAP, this.#lap)
  }

  hasMore(): boolean {
    const { control } = this.#ring
    return Atomics.load(control, HEAD) !== this.#position || this.#isBehind(Atomics.load(control, LAP))
  }

  /** Whether the writer would wake whoever sleeps now. */
  isLargePending(): boolean {
    return ((Atomics.load(this.#ring.control, HEAD) - this.#position) | 0) >= wakeAtPendingBytes
  }

  /** The next records, at most one copy's worth; the next call overwrites them. */
  read(): RecordList {
    const { control } = this.#ring
    this.#catchUp()
    const head = Atomics.load(control, HEAD)
    const copyStart = this.#position
    const copiedBytes = this.#copyFrom(copyStart, head)
    // An addition of nothing, because a plain load could be ordered before the copy that it is to judge.
    const tail = Atomics.add(control, TAIL, 0)
    if (((tail - this.#position) | 0) > 0) this.#position = tail
    return this.#collect(copyStart, copiedBytes, head)
  }

  /**
   * Counts what was lapped since the last read, which is long ago while the receiver is away; else the loss would be told
   * only once it is over.
   */
  countLapped(): void {
    const { control, words, ringBytes } = this.#ring
    this.#catchUp()
    const tail = Atomics.load(control, TAIL)
    const sequence = words[((tail & (ringBytes - 1)) >> 2) + 1] ?? 0
    // As in `read`. A record that was given up while it was looked at says nothing.
    const isTail = Atomics.add(control, TAIL, 0) === tail && Atomics.load(control, HEAD) !== tail
    if (!isTail || ((tail - this.#position) | 0) < 0) return
    this.#position = tail
    this.#countUpTo(sequence)
  }

  #countUpTo(sequence: number): void {
    const lostCount = (sequence - this.#nextSequence) | 0
    this.#nextSequence = sequence
    if (lostCount <= 0) return
    Atomics.add(this.#ring.control, LAPPED, lostCount)
    // Another exporter that goes on has not read what this one has and did not deliver; but this loss is counted.
    Atomics.add(this.#ring.control, READ_SEQUENCE, lostCount)
  }

  /** While the receiver was away, more may have been written than positions can tell apart. */
  #catchUp(): void {
    const { control } = this.#ring
    // Before the tail: the lap that is noted must not be newer than the position.
    const lap = Atomics.load(control, LAP)
    if (this.#isBehind(lap)) this.#position = Atomics.load(control, TAIL)
    this.#lap = lap
  }

  /** What it had come to at the lap that it saw last was at most a lap old. */
  #isBehind(lap: number): boolean {
    return lap - this.#lap > 2
  }

  #copyFrom(position: number, head: number): number {
    const { bytes, ringBytes } = this.#ring
    const start = position & (ringBytes - 1)
    const pendingBytes = (head - position) | 0
    const length = Math.min(pendingBytes, this.#copy.length, bytes.length - start)
    this.#copy.set(bytes.subarray(start, start + length))
    return length
  }

  #collect(copyStart: number, copiedBytes: number, head: number): RecordList {
    const records = this.#records
    records.clear()
    const ringMask = this.#ring.ringBytes - 1
    const firstOffset = copyStart & ringMask
    while (this.#position !== head) {
      const start = (this.#position - copyStart) | 0
      const isWholeHeader = start + recordHeaderBytes <= copiedBytes
      // Beyond the ring's end begins the next lap, whose bytes are elsewhere.
      if (!isWholeHeader || firstOffset + start > ringMask) break
      const size = recordBytes(this.#wordAt(start >> 2))
      if (start + size > copiedBytes) break
      this.#take(start)
      this.#position = (this.#position + size) | 0
    }
    return records
  }

  #take(start: number): void {
    const word = start >> 2
    const sequence = this.#wordAt(word + 1)
    this.#countUpTo(sequence)
    this.#nextSequence = (sequence + 1) | 0
    const payloadStart = start + recordHeaderBytes
    this.#records.add(this.#wordAt(word + 2), payloadStart, payloadStart + this.#wordAt(word))
  }

  #wordAt(index: number): number {
    return this.#copyWords[index] ?? 0
  }
}
