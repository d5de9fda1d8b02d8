import { ProtoWriter } from '@throughline/otlp'
import { catalogBytes } from '../limits.ts'
import type { ScopeDefinition } from '../trace/provider.ts'
import { CATALOG_END } from './ring-layout.ts'

/**
 * What all records of a ring refer to, encoded once and shared with the exporter: entry 0 is the `Resource`, each later
 * one a `ScopeSpans` without spans. In shared memory and not in messages, because a thread that is terminated, or never
 * returns to its event loop, takes its messages with it.
 *
 *   entry := bytes:u32 payload padding-to-4
 */
export const createCatalog = (): SharedArrayBuffer => new SharedArrayBuffer(catalogBytes)

const nothing = new Uint8Array(0)

/** The largest entry that the catalogue has room for, if it is the first. */
export const maxEntryBytes = catalogBytes - 4

const entryBytes = (payloadBytes: number): number => (4 + payloadBytes + 3) & ~3

/**
 * Nothing is encoded before the first record, which may never come: a script that makes no span pays for no id of its
 * process, whose randomness alone is 5 ms of its start.
 */
export class CatalogWriter {
  readonly #control: Int32Array
  readonly #memory: SharedArrayBuffer
  #waiting: (() => Uint8Array)[] | undefined = []
  #count = 0

  constructor(control: Int32Array, memory: SharedArrayBuffer) {
    this.#control = control
    this.#memory = memory
  }

  /** The index of the entry, which is empty where there is no room for it. */
  add(encode: () => Uint8Array): number {
    if (this.#waiting === undefined) this.#write(encode())
    else this.#waiting.push(encode)
    return this.#count++
  }

  /** Before the first record. */
  open(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const encode of waiting) this.#write(encode())
  }

  #write(payload: Uint8Array): void {
    const start = this.#control[CATALOG_END] ?? 0
    const end = start + entryBytes(payload.length)
    if (end > catalogBytes) {
      // What has no place at all is read as empty, too.
      if (payload.length > 0) this.#write(nothing)
      return
    }
    new Uint8Array(this.#memory).set(payload, start + 4)
    new Int32Array(this.#memory)[start >> 2] = payload.length
    Atomics.store(this.#control, CATALOG_END, end)
  }
}

export class CatalogReader {
  readonly #control: Int32Array
  readonly #memory: SharedArrayBuffer
  readonly #entries: Uint8Array[] = []
  #position = 0

  constructor(control: Int32Array, memory: SharedArrayBuffer) {
    this.#control = control
    this.#memory = memory
  }

  /** A record never refers to an entry that is not written yet. */
  entry(index: number): Uint8Array {
    if (index >= this.#entries.length) this.#readOn()
    return this.#entries[index] ?? nothing
  }

  #readOn(): void {
    const end = Atomics.load(this.#control, CATALOG_END)
    const words = new Int32Array(this.#memory)
    while (this.#position < end) {
      const start = this.#position + 4
      const length = words[this.#position >> 2] ?? 0
      this.#entries.push(new Uint8Array(this.#memory).slice(start, start + length))
      this.#position += entryBytes(length)
    }
  }
}

/** A `ScopeSpans` (trace/v1/trace.proto) without spans. */
export function encodeScope({ name, version, schemaUrl }: ScopeDefinition): Uint8Array {
  const proto = ProtoWriter.growing()
  const scope = proto.begin(1)
  if (name !== '') proto.string(1, name)
  if (version !== '') proto.string(2, version)
  proto.end(scope)
  if (schemaUrl !== '') proto.string(3, schemaUrl)
  return proto.written().slice()
}
