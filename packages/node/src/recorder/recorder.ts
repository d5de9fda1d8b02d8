import { noteInternalError } from '../guard.ts'
import type { RecordedSpan, SpanSink } from '../trace/span.ts'
import type { RingHandle } from './ring-layout.ts'
import { openRing } from './ring-layout.ts'
import { RingWriter } from './ring-writer.ts'
import { encodeSpan } from './span-encoder.ts'

/** Turns spans into bytes at their end. Nothing of a span is kept: its bytes in the ring are all that remains. */
export class Recorder implements SpanSink {
  readonly #writer: RingWriter
  #onFirst: (() => void) | undefined

  /** `onFirst` is called before the first span is written: an app that makes none starts no exporter. */
  constructor(handle: RingHandle, onFirst: () => void) {
    this.#writer = new RingWriter(openRing(handle))
    this.#onFirst = onFirst
  }

  record(span: RecordedSpan): void {
    try {
      if (this.#onFirst !== undefined) this.#announceFirst(this.#onFirst)
      this.#writer.append(encodeSpan, span, span.scopeIndex, (span.traceFlags & 1) === 1)
    } catch (error) {
      noteInternalError(error)
    }
  }

  #announceFirst(onFirst: () => void): void {
    this.#onFirst = undefined
    onFirst()
  }
}
