/**
 * Encoded spans in one memory, and from where to where each of them is. A list is used again for each batch: a view or an
 * object for each span would be a young generation of ten mebibytes in the exporter's thread.
 */
export class RecordList {
  readonly bytes: Uint8Array
  readonly #scopeIndexes: number[] = []
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  /** Of the records; what is behind is left from larger batches. */
  count = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  clear(): void {
    this.count = 0
  }

  add(scopeIndex: number, start: number, end: number): void {
    this.#scopeIndexes[this.count] = scopeIndex
    this.#starts[this.count] = start
    this.#ends[this.count] = end
    this.count++
  }

  scopeIndex(index: number): number {
    return this.#scopeIndexes[index] ?? 0
  }

  /** A view; where it does not outlive its use, V8 makes none. */
  payload(index: number): Uint8Array {
    return this.bytes.subarray(this.#starts[index], this.#ends[index])
  }

  scopes(): Set<number> {
    const scopes = new Set<number>()
    for (let i = 0; i < this.count; i++) scopes.add(this.scopeIndex(i))
    return scopes
  }
}
