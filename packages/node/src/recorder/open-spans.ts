import { lengthOf, unitAt } from '@throughline/otlp'
import { maxOpenSpanNameBytes, maxOpenSpans } from '../limits.ts'
import type { RecordedSpan } from '../trace/span.ts'

/**
 * The spans that have begun and not ended, where the exporter's thread can see them: when the app hangs, its own thread
 * can no longer say what it was doing. Words of a slot; the name follows, one byte a character.
 */
export const STATE = 0
export const TRACE_ID = 1
export const SPAN_ID = 5
export const PARENT_ID = 7
export const START_SECONDS = 9
export const START_NANO = 10
export const SCOPE_INDEX = 11
export const KIND = 12
export const FLAGS = 13
export const NAME_BYTES = 14
const headerWords = 15
export const slotWords = headerWords + maxOpenSpanNameBytes / 4

/** `STATE`: an open span that was told of is not told of again. */
const FREE = 0
export const OPEN = 1
export const TOLD = 2

export const createOpenSpans = (): SharedArrayBuffer => new SharedArrayBuffer(4 * slotWords * maxOpenSpans)

export const nameOffset = (slot: number): number => 4 * (slot * slotWords + headerWords)

/**
 * The app's end: some twenty words written for a span that most often ends well.
 *
 * Hot path: bench/request-overhead.
 */
export class OpenSpans {
  readonly #words: Int32Array
  readonly #bytes: Uint8Array
  readonly #spans: (RecordedSpan | undefined)[] = new Array(maxOpenSpans)
  /** A stack: few slots are in use, and they stay in the cache. */
  readonly #free: Int32Array
  #freeCount: number
  #nextVictim = 0

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory)
    this.#bytes = new Uint8Array(memory)
    this.#free = Int32Array.from({ length: maxOpenSpans }, (_, slot) => maxOpenSpans - 1 - slot)
    this.#freeCount = maxOpenSpans
  }

  /** The slot of the span that now begins. */
  add(span: RecordedSpan): number {
    const slot = this.#freeCount > 0 ? (this.#free[--this.#freeCount] ?? 0) : this.#evict()
    const words = this.#words
    const base = slot * slotWords
    words[base + TRACE_ID] = span.traceId0
    words[base + TRACE_ID + 1] = span.traceId1
    words[base + TRACE_ID + 2] = span.traceId2
    words[base + TRACE_ID + 3] = span.traceId3
    words[base + SPAN_ID] = span.spanId0
    words[base + SPAN_ID + 1] = span.spanId1
    words[base + PARENT_ID] = span.parentSpanId0
    words[base + PARENT_ID + 1] = span.parentSpanId1
    words[base + START_SECONDS] = span.startSeconds
    words[base + START_NANO] = span.startNano
    words[base + SCOPE_INDEX] = span.scopeIndex
    words[base + KIND] = span.kind
    words[base + FLAGS] = span.otlpFlags
    this.#writeName(slot, span.name)
    words[base + STATE] = OPEN
    this.#spans[slot] = span
    return slot
  }

  rename(slot: number, span: RecordedSpan): void {
    if (this.#spans[slot] === span) this.#writeName(slot, span.name)
  }

  remove(slot: number, span: RecordedSpan): void {
    if (this.#spans[slot] !== span) return
    this.#spans[slot] = undefined
    this.#words[slot * slotWords + STATE] = FREE
    this.#free[this.#freeCount++] = slot
  }

  /** Oldest first. */
  all(): RecordedSpan[] {
    const open = this.#spans.filter(span => span !== undefined)
    return open.sort((a, b) => a.startSeconds - b.startSeconds || a.startNano - b.startNano)
  }

  #writeName(slot: number, name: string): void {
    const length = Math.min(lengthOf(name), maxOpenSpanNameBytes)
    const offset = nameOffset(slot)
    for (let i = 0; i < length; i++) {
      const code = unitAt(name, i)
      this.#bytes[offset + i] = code < 256 ? code : QUESTION_MARK
    }
    this.#words[slot * slotWords + NAME_BYTES] = length
  }

  /** Spans that nobody ever ends would fill the table for good, and keep what they refer to in memory. */
  #evict(): number {
    const slot = this.#nextVictim
    this.#nextVictim = (slot + 1) % maxOpenSpans
    this.#words[slot * slotWords + STATE] = FREE
    return slot
  }
}

const QUESTION_MARK = 63
