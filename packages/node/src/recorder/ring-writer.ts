import { ProtoWriter } from '@throughline/otlp'
import { usualRecordBytes, wakeAtPendingBytes } from '../limits.ts'
import { RecordStarts } from './record-starts.ts'
import {
  ASLEEP,
  count,
  HEAD,
  LAP,
  RECORDED,
  recordBytes,
  recordHeaderBytes,
  type SharedRing,
  signal,
  TAIL,
  TOO_LARGE,
} from './ring-layout.ts'

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
   * Appends a record whose payload `encode` writes straight into the ring. The size is not known before, so
   * room for a usual span is made first, and room for the largest only where that was too little.
   */
  append<T>(encode: (proto: ProtoWriter, subject: T) => void, subject: T, scopeIndex: number): void {
    if (this.#encode(encode, subject)) this.#commit(this.#encodedBytes, scopeIndex)
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
  #commit(payloadBytes: number, scopeIndex: number): void {
    const { control, words } = this.#ring
    const word = (this.#head & this.#mask) >> 2
    // A gap between two that are read is exactly the number of spans that were lost.
    const sequence = control[RECORDED] ?? 0
    words[word] = payloadBytes
    words[word + 1] = sequence
    words[word + 2] = scopeIndex
    control[RECORDED] = (sequence + 1) | 0
    const end = (this.#head + recordBytes(payloadBytes)) | 0
    if (((end ^ this.#head) & ~this.#mask) !== 0) control[LAP] = ++this.#lap
    this.#starts.add(this.#head, end)
    this.#head = end
    Atomics.store(control, HEAD, end)
    this.#wake()
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
