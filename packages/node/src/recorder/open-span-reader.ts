import { ProtoWriter } from '@throughline/otlp'
import { maxOpenSpans } from '../limits.ts'
import { Instant } from '../trace/clock.ts'
import {
  FLAGS,
  KIND,
  NAME_BYTES,
  nameOffset,
  OPEN,
  PARENT_ID,
  SCOPE_INDEX,
  SPAN_ID,
  START_NANO,
  START_SECONDS,
  STATE,
  slotWords,
  TOLD,
  TRACE_ID,
} from './open-spans.ts'
import { RecordList } from './record-list.ts'
import { writeTime } from './span-encoder.ts'
import { encodeAttribute } from './value-encoder.ts'

/**
 * The exporter's end of the open spans. It looks when the app's thread hangs or is gone, so nothing is locked: a slot that
 * changes meanwhile is a span that ends after all, and is left out.
 */
export class OpenSpanReader {
  readonly #words: Int32Array
  readonly #bytes: Uint8Array

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory)
    this.#bytes = new Uint8Array(memory)
  }

  /** Whether a span has been open since before `seconds` (since 1970), and was not told of. */
  hasOpenSince(seconds: number): boolean {
    return this.#openSlots().some(slot => this.#word(slot, START_SECONDS) < seconds)
  }

  /** Every open span as it would be sent if it ended now, which it may never do; each is given once. */
  takeUnfinished(): RecordList {
    const now = new Instant()
    now.setNow()
    const proto = ProtoWriter.growing()
    const found: [scopeIndex: number, start: number, end: number][] = []
    for (const slot of this.#openSlots()) {
      const spanId = this.#spanId(slot)
      const scopeIndex = this.#word(slot, SCOPE_INDEX)
      const start = proto.position
      this.#encode(proto, slot, now)
      // A span has ended meanwhile, and another one is there or about to be.
      if (this.#word(slot, STATE) !== OPEN || this.#spanId(slot) !== spanId) continue
      this.#words[slot * slotWords + STATE] = TOLD
      found.push([scopeIndex, start, proto.position])
    }
    // Only now: the memory grows as it is written.
    const unfinished = new RecordList(proto.target)
    for (const [scopeIndex, start, end] of found) unfinished.add(scopeIndex, start, end)
    return unfinished
  }

  #spanId(slot: number): string {
    return `${this.#word(slot, SPAN_ID)} ${this.#word(slot, SPAN_ID + 1)}`
  }

  #openSlots(): number[] {
    const slots: number[] = []
    for (let slot = 0; slot < maxOpenSpans; slot++) if (this.#word(slot, STATE) === OPEN) slots.push(slot)
    return slots
  }

  #encode(proto: ProtoWriter, slot: number, now: Instant): void {
    const word = (index: number): number => this.#word(slot, index)
    proto.words4(1, word(TRACE_ID), word(TRACE_ID + 1), word(TRACE_ID + 2), word(TRACE_ID + 3))
    proto.words2(2, word(SPAN_ID), word(SPAN_ID + 1))
    const hasParent = (word(PARENT_ID) | word(PARENT_ID + 1)) !== 0
    if (hasParent) proto.words2(4, word(PARENT_ID), word(PARENT_ID + 1))
    proto.string(5, this.#name(slot))
    proto.varint(6, word(KIND))
    writeTime(proto, 7, word(START_SECONDS), word(START_NANO))
    writeTime(proto, 8, now.seconds, now.nano)
    encodeAttribute(proto, 9, 'throughline.unfinished', true)
    proto.fixed32(16, word(FLAGS))
  }

  #name(slot: number): string {
    const start = nameOffset(slot)
    return Buffer.from(this.#bytes.slice(start, start + this.#word(slot, NAME_BYTES))).toString('latin1')
  }

  #word(slot: number, index: number): number {
    return this.#words[slot * slotWords + index] ?? 0
  }
}
