import { noteInternalError } from '../guard.ts'
import { CatalogWriter, encodeScope } from '../recorder/catalog.ts'
import type { SignalMemory } from '../recorder/memory.ts'
import { usableResource } from '../recorder/recorder.ts'
import { openRing } from '../recorder/ring-layout.ts'
import { RingWriter } from '../recorder/ring-writer.ts'
import { encodeLog } from './log-encoder.ts'
import type { LogSink, RecordedLog } from './log-record.ts'

/** Turns log records into bytes where they are made; see `Recorder`, which does so with spans. */
export class LogRecorder implements LogSink {
  readonly #writer: RingWriter
  readonly #catalog: CatalogWriter
  #hasBegun = false
  /** Called before the first record: an app that writes no line starts no exporter. */
  onFirst: (() => void) | undefined
  /** Called after each record, once the process is exiting. */
  onRecorded: (() => void) | undefined

  constructor(memory: SignalMemory, encodeResource: () => Uint8Array) {
    const ring = openRing(memory.ring)
    this.#writer = new RingWriter(ring)
    this.#catalog = new CatalogWriter(ring.control, memory.catalog)
    this.#catalog.add(() => usableResource(encodeResource()))
  }

  addScope(name: string, version: string, schemaUrl: string): number {
    return this.#catalog.add(() => encodeScope({ name, version, schemaUrl }))
  }

  append(record: RecordedLog, scopeIndex: number): void {
    try {
      if (!this.#hasBegun) this.#begin()
      this.#writer.append(encodeLog, record, scopeIndex)
      this.onRecorded?.()
    } catch (error) {
      noteInternalError(error)
    }
  }

  #begin(): void {
    this.#hasBegun = true
    this.#catalog.open()
    this.onFirst?.()
  }
}
