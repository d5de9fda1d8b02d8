import { noteInternalError } from '../guard.ts'
import { maxAttributeValues, maxValueDepth } from '../limits.ts'
import type { Histogram } from '../metrics/histogram.ts'
import type { Branch } from '../metrics/series-tree.ts'
import { textOf } from './text.ts'

/**
 * Attributes that many spans carry alike, encoded once: one copy of bytes instead of ten keys and values a span.
 * `encoded` is what `entries` are as attributes of an OTLP `Span`.
 */
export interface SharedAttributes {
  readonly entries: readonly unknown[]
  readonly encoded: Uint8Array
  /** Where the series begin that spans with these belong to; see `metrics/span-metrics.ts`, whose this is. */
  seriesBranch: Branch<Histogram> | undefined
  /** These and one more, by its key and value; see `recorder/recurring.ts`, whose this is. */
  readonly longer: Map<string, Map<unknown, SharedAttributes>>
}

const NONE: readonly unknown[] = []

/** Attributes as one flat array: no object per attribute, and the order in which they were set. */
export class AttributeList {
  /** Undefined for the many spans that have nothing but what is shared: an array of no values is 200 bytes once it grows. */
  #entries: unknown[] | undefined
  droppedCount = 0
  #shared: SharedAttributes | undefined
  #outcome: SharedAttributes | undefined

  /** Keys and values in turn, without those that are shared. */
  get entries(): readonly unknown[] {
    return this.#entries ?? NONE
  }

  /** Come before the others; none of their keys is among them. */
  get shared(): SharedAttributes | undefined {
    return this.#shared
  }

  /** For a list that is empty. */
  share(shared: SharedAttributes): void {
    this.#shared = shared
  }

  /** Come after the others: what an operation came to, such as its route and status. None of their keys is among those. */
  get outcome(): SharedAttributes | undefined {
    return this.#outcome
  }

  shareOutcome(outcome: SharedAttributes): void {
    this.#outcome = outcome
  }

  /** All keys and values in turn, in their order, shared or not. */
  get all(): readonly unknown[] {
    return [...(this.#shared?.entries ?? NONE), ...this.entries, ...(this.#outcome?.entries ?? NONE)]
  }

  /**
   * Sets one attribute by the rules of the specification: the last value of a key wins, a key that is no text or empty
   * and a value that cannot travel are ignored, what is above the limit is counted. A scan: spans rarely have more than
   * 16 attributes.
   */
  set(key: string, value: unknown, countLimit: number, lengthLimit: number): void {
    if (typeof key !== 'string' || key === '' || !isTransportable(value)) return
    if (this.#shared !== undefined || this.#outcome !== undefined) this.#stopSharing()
    const index = this.#indexOf(key)
    if (index >= 0) this.#replace(index, snapshot(value, lengthLimit))
    else if (this.entries.length >= 2 * countLimit) this.droppedCount++
    else this.add(key, snapshot(value, lengthLimit))
  }

  setAll(attributes: Readonly<Record<string, unknown>> | undefined, countLimit: number, lengthLimit: number): void {
    if (attributes === undefined || attributes === null) return
    // Not `Object.entries`, whose pairs were the largest part of a span with ten attributes.
    for (const key in attributes) {
      if (Object.hasOwn(attributes, key)) this.set(key, attributes[key], countLimit, lengthLimit)
    }
  }

  /** For our own instrumentations, which set few, distinct keys and plain values: nothing to check. */
  add(key: string, value: unknown): void {
    if (this.#entries === undefined) this.#entries = [key, value]
    else this.#entries.push(key, value)
  }

  /** Among those that are not shared: what is shared is ours. */
  has(key: string): boolean {
    return this.#indexOf(key) >= 0
  }

  addAll(entries: readonly unknown[]): void {
    this.#entries = [...this.entries, ...entries]
  }

  /** The same for a key that the app may have set before: ours says what really happened. */
  note(key: string, value: unknown): void {
    if (this.#outcome !== undefined) this.#stopSharing()
    const index = this.#indexOf(key)
    if (index >= 0) this.#replace(index, value)
    else this.add(key, value)
  }

  /** The app sets something: from here on its order, its limits and its values count. */
  #stopSharing(): void {
    this.#entries = [...this.all]
    this.#shared = undefined
    this.#outcome = undefined
  }

  clear(): void {
    this.#entries = undefined
    this.#shared = undefined
    this.#outcome = undefined
  }

  #replace(index: number, value: unknown): void {
    if (this.#entries !== undefined) this.#entries[index + 1] = value
  }

  /** Only at keys: a value may be the same text. */
  #indexOf(key: string): number {
    const { entries } = this
    let index = entries.length - 2
    while (index >= 0 && entries[index] !== key) index -= 2
    return index
  }
}

/** One value that is no attribute, and so has no limit of length: what cannot travel as it is does so as text. */
export function transportable(value: unknown): unknown {
  if (value === undefined) return undefined
  return snapshot(isTransportable(value) ? value : textOf(value), Number.POSITIVE_INFINITY)
}

function isTransportable(value: unknown): boolean {
  if (typeof value === 'object') return value === null || isPlain(value)
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol'
}

/** The API leaves out what only looks like a map: a Date or an Error would arrive as an empty one. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true
  try {
    const prototype: unknown = Object.getPrototypeOf(value)
    // That of another realm's plain objects is not ours, and the end of its chain all the same.
    return prototype === null || Object.getPrototypeOf(prototype) === null || value instanceof Uint8Array
  } catch (error) {
    noteInternalError(error)
    return false
  }
}

/** What the attribute that is being copied may still hold. */
let remainingValues = 0

/** The value as it is now: the app may go on changing an array or object that it handed over, or its getters throw. */
function snapshot(value: unknown, lengthLimit: number): unknown {
  remainingValues = maxAttributeValues
  try {
    return copyOf(value, lengthLimit, 0)
  } catch (error) {
    noteInternalError(error)
    return null
  }
}

function copyOf(value: unknown, lengthLimit: number, depth: number): unknown {
  if (typeof value === 'string') return value.length > lengthLimit ? value.slice(0, lengthLimit) : value
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return value.slice(0, Math.min(lengthLimit, value.length))
  if (depth >= maxValueDepth) return null
  return Array.isArray(value) ? copyOfArray(value, lengthLimit, depth) : copyOfMap(value, lengthLimit, depth)
}

function copyOfArray(values: readonly unknown[], lengthLimit: number, depth: number): unknown[] {
  const copy: unknown[] = []
  for (const item of values) {
    if (--remainingValues < 0) break
    copy.push(item === undefined || isTransportable(item) ? copyOf(item, lengthLimit, depth + 1) : null)
  }
  return copy
}

function copyOfMap(value: object, lengthLimit: number, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = Object.create(null)
  for (const [key, item] of Object.entries(value)) {
    if (--remainingValues < 0) break
    if (isTransportable(item)) copy[key] = copyOf(item, lengthLimit, depth + 1)
  }
  return copy
}
