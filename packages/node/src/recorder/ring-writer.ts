import { ProtoWriter } from '@throughline/otlp'
import { usualRecordBytes, wakeAtPendingBytes } from '../limits.ts'
import { RecordStarts } from './record-starts.ts'
import {
  ASLEEP,
  count,
  EXPORT,
  FORGOTTEN,
  HEAD,
  LAP,
  packScope,
  RECORDED,
  recordBytes,
  recordHeaderBytes,
  type SharedRing,
  scopeIndexOf,
  signal,
  TAIL,
  TOO_LARGE,
} from './ring-layout.ts'

/** Finds the records of one undecided local trace: the newest, which leads to the one before it, and so on. */
export interface RecordChain {
  newestRecord: number
  /** In which lap of the ring that was, since positions come again after 4 GiB. */
  newestLap: number
  /** 0 where there is no record yet. */
  recordCount: number
}

/**
 * The app's end of the ring. It never waits: where there is no room, the oldest records give way, sent or not.
 *
 * Hot path: bench/request-overhead.
 */
export class RingWriter {
  readonly #ring: SharedRing
  readonly #proto: ProtoWriter
  readonly #starts: RecordStarts
  readonly #mask: number
  #head: number
  #tail: number
  #lap: number
  #signaledAt: number

  constructor(ring: SharedRing) {
    this.#ring = ring
    this.#mask = ring.ringBytes - 1
    this.#proto = ProtoWriter.into(ring.bytes)
    this.#starts = new RecordStarts(ring.ringBytes)
    this.#head = ring.control[HEAD] ?? 0
    this.#tail = ring.control[TAIL] ?? 0
    this.#lap = ring.control[LAP] ?? 0
    this.#signaledAt = this.#head
  }

  /**
   * Appends a record that is due, whose payload `encode` writes straight into the ring. The size is not known before, so
   * room for a usual span is made first, and room for the largest only where that was too little.
   */
  append<T>(encode: (proto: ProtoWriter, subject: T) => void, subject: T, scopeIndex: number): void {
    if (this.#encode(encode, subject)) this.#commit(this.#encodedBytes, packScope(scopeIndex, EXPORT), 0)
  }

  /** Appends a record that is not due, to those of `chain`; it is not there where it is too large. */
  appendUndecided<T>(
    encode: (proto: ProtoWriter, subject: T) => void,
    subject: T,
    scopeIndex: number,
    chain: RecordChain,
  ): void {
    if (!this.#encode(encode, subject)) return
    const distanceBack = this.#isGone(chain) ? 0 : (this.#head - chain.newestRecord) | 0
    chain.newestRecord = this.#head
    chain.newestLap = this.#lap
    chain.recordCount++
    this.#commit(this.#encodedBytes, packScope(scopeIndex, 0), distanceBack)
  }

  /**
   * Makes the records of `chain` due: they are appended again, oldest first, because the exporter has passed them and
   * never turns back. What was lapped meanwhile is counted.
   */
  recall(chain: RecordChain): void {
    const positions = this.#positionsOf(chain)
    for (const position of positions) this.#repeat(position)
    count(this.#ring.control, FORGOTTEN, chain.recordCount - positions.length)
  }

  /** What gives way to the copy is older than the record, or at worst the record itself: none of its trace is lost here. */
  #repeat(position: number): void {
    const { bytes, words } = this.#ring
    const source = position & this.#mask
    const payloadBytes = words[source >> 2] ?? 0
    const scopeIndex = scopeIndexOf(words[(source >> 2) + 2] ?? 0)
    this.#makeRoom(recordBytes(payloadBytes))
    const payloadStart = source + recordHeaderBytes
    bytes.copyWithin((this.#head & this.#mask) + recordHeaderBytes, payloadStart, payloadStart + payloadBytes)
    this.#commit(payloadBytes, packScope(scopeIndex, EXPORT), 0)
  }

  /** Oldest first. */
  #positionsOf(chain: RecordChain): number[] {
    const positions: number[] = []
    let isThere = !this.#isGone(chain)
    for (let position = chain.newestRecord; isThere; ) {
      positions.push(position)
      const distanceBack = this.#ring.words[((position & this.#mask) >> 2) + 3] ?? 0
      position = (position - distanceBack) | 0
      isThere = distanceBack !== 0 && !this.#isLapped(position)
    }
    return positions.reverse()
  }

  #isGone({ recordCount, newestLap, newestRecord }: RecordChain): boolean {
    return recordCount === 0 || this.#lap - newestLap > 1 || this.#isLapped(newestRecord)
  }

  /** Of a position that is not older than two laps. */
  #isLapped(position: number): boolean {
    return ((position - this.#tail) | 0) < 0
  }

  #encode<T>(encode: (proto: ProtoWriter, subject: T) => void, subject: T): boolean {
    const { maxRecordBytes, control } = this.#ring
    const isEncoded =
      this.#tryEncode(encode, subject, Math.min(usualRecordBytes, maxRecordBytes)) ||
      this.#tryEncode(encode, subject, maxRecordBytes)
    if (!isEncoded) count(control, TOO_LARGE)
    return isEncoded
  }

  #tryEncode<T>(encode: (proto: ProtoWriter, subject: T) => void, subject: T, roomBytes: number): boolean {
    this.#makeRoom(roomBytes)
    const start = this.#head & this.#mask
    this.#proto.restart(start + recordHeaderBytes, start + roomBytes)
    encode(this.#proto, subject)
    return !this.#proto.overflowed
  }

  #makeRoom(roomBytes: number): void {
    const { control, ringBytes } = this.#ring
    const needed = (this.#head + roomBytes - ringBytes) | 0
    if (((needed - this.#tail) | 0) <= 0) return
    this.#tail = this.#starts.after(needed, this.#head)
    // An exchange, not a store: the bytes written next must not become visible before the tail that gives them up.
    Atomics.exchange(control, TAIL, this.#tail)
  }

  get #encodedBytes(): number {
    return this.#proto.position - (this.#head & this.#mask) - recordHeaderBytes
  }

  /** Publishes the payload that was written at the head. */
  #commit(payloadBytes: number, packed: number, distanceBack: number): void {
    const { control, words } = this.#ring
    const word = (this.#head & this.#mask) >> 2
    // The due records before this one, in every record: a gap is exactly the number of spans that were lost.
    const sequence = control[RECORDED] ?? 0
    words[word] = payloadBytes
    words[word + 1] = sequence
    words[word + 2] = packed
    words[word + 3] = distanceBack
    if ((packed & EXPORT) !== 0) control[RECORDED] = (sequence + 1) | 0
    const end = (this.#head + recordBytes(payloadBytes)) | 0
    if (((end ^ this.#head) & ~this.#mask) !== 0) control[LAP] = ++this.#lap
    this.#starts.add(this.#head, end)
    this.#head = end
    Atomics.store(control, HEAD, end)
    if ((packed & EXPORT) !== 0) this.#wake()
  }

  /** A notification is a system call, so it is made when the exporter sleeps, and then once for half a batch to read. */
  #wake(): void {
    const { control } = this.#ring
    const isLargePending = ((this.#head - this.#signaledAt) | 0) >= wakeAtPendingBytes
    if (!isLargePending && Atomics.load(control, ASLEEP) === 0) return
    this.#signaledAt = this.#head
    signal(control)
  }
}
