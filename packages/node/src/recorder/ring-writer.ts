import { ProtoWriter } from '@throughline/otlp'
import { usualRecordBytes, wakeAtPendingBytes } from '../limits.ts'
import {
  ASLEEP,
  EXPORT,
  HEAD,
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
  readonly #mask: number
  #head: number
  #tail: number
  #signaledAt: number

  constructor(ring: SharedRing) {
    this.#ring = ring
    this.#mask = ring.ringBytes - 1
    this.#proto = ProtoWriter.into(ring.bytes)
    this.#head = ring.control[HEAD] ?? 0
    this.#tail = ring.control[TAIL] ?? 0
    this.#signaledAt = this.#head
  }

  /**
   * Appends one record whose payload `encode` writes straight into the ring. The size is not known before, so room for
   * a usual span is made first, and room for the largest only where that was too little.
   */
  append<T>(encode: (proto: ProtoWriter, subject: T) => void, subject: T, scopeIndex: number, isDue: boolean): void {
    const { maxRecordBytes } = this.#ring
    const isWritten =
      this.#tryAppend(encode, subject, scopeIndex, isDue, Math.min(usualRecordBytes, maxRecordBytes)) ||
      this.#tryAppend(encode, subject, scopeIndex, isDue, maxRecordBytes)
    if (!isWritten) this.#ring.control[TOO_LARGE] = (this.#ring.control[TOO_LARGE] ?? 0) + 1
  }

  #tryAppend<T>(
    encode: (proto: ProtoWriter, subject: T) => void,
    subject: T,
    scopeIndex: number,
    isDue: boolean,
    roomBytes: number,
  ): boolean {
    this.#makeRoom(roomBytes)
    const start = this.#head & this.#mask
    const payloadStart = start + recordHeaderBytes
    this.#proto.restart(payloadStart, start + roomBytes)
    encode(this.#proto, subject)
    if (this.#proto.overflowed) return false
    this.#commit(start, this.#proto.position - payloadStart, scopeIndex, isDue)
    return true
  }

  #makeRoom(roomBytes: number): void {
    const { control, words, ringBytes } = this.#ring
    let tail = this.#tail
    while (((this.#head + roomBytes - tail) | 0) > ringBytes) {
      tail = (tail + recordBytes(words[(tail & this.#mask) >> 2] ?? 0)) | 0
    }
    if (tail === this.#tail) return
    this.#tail = tail
    // An exchange, not a store: the bytes written next must not become visible before the tail that gives them up.
    Atomics.exchange(control, TAIL, tail)
  }

  #commit(start: number, payloadBytes: number, scopeIndex: number, isDue: boolean): void {
    const { control, words } = this.#ring
    const word = start >> 2
    // The due records before this one, in every record: a gap is exactly the number of spans that were lost.
    const sequence = control[RECORDED] ?? 0
    words[word] = payloadBytes
    words[word + 1] = sequence
    words[word + 2] = scopeIndex
    words[word + 3] = isDue ? EXPORT : 0
    if (isDue) control[RECORDED] = (sequence + 1) | 0
    this.#head = (this.#head + recordBytes(payloadBytes)) | 0
    Atomics.store(control, HEAD, this.#head)
    this.#wake()
  }

  /** A notification is a system call, so it is made when the exporter sleeps, and then once for half a batch. */
  #wake(): void {
    const { control } = this.#ring
    const isLargePending = ((this.#head - this.#signaledAt) | 0) >= wakeAtPendingBytes
    if (!isLargePending && Atomics.load(control, ASLEEP) === 0) return
    this.#signaledAt = this.#head
    signal(control)
  }
}
