/** Reads what the database answered in RowBinary. The database is trusted: bytes that end early are our own mistake. */
export class RowReader {
  readonly #bytes: Buffer
  #offset = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get offset(): number {
    return this.#offset
  }

  get atEnd(): boolean {
    return this.#offset >= this.#bytes.length
  }

  /** The bytes between two offsets as a string that can be a key of a Map: equal if and only if the bytes are. */
  keyOf(start: number, end: number): string {
    return this.#bytes.toString('latin1', start, end)
  }

  uint8(): number {
    const value = this.#bytes.readUInt8(this.#offset)
    this.#offset += 1
    return value
  }

  uint32(): number {
    const value = this.#bytes.readUInt32LE(this.#offset)
    this.#offset += 4
    return value
  }

  int32(): number {
    const value = this.#bytes.readInt32LE(this.#offset)
    this.#offset += 4
    return value
  }

  uint64(): bigint {
    const value = this.#bytes.readBigUInt64LE(this.#offset)
    this.#offset += 8
    return value
  }

  float64(): number {
    const value = this.#bytes.readDoubleLE(this.#offset)
    this.#offset += 8
    return value
  }

  varint(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.uint8()
      value += (byte & 127) * scale
      if (byte < 128) return value
      scale *= 128
    }
  }

  text(): string {
    const length = this.varint()
    const start = this.#offset
    this.#offset += length
    return this.#bytes.toString('utf8', start, this.#offset)
  }

  /** A copy, so that a few bytes do not keep a whole answer alive. */
  bytes(): Uint8Array {
    const length = this.varint()
    const start = this.#offset
    this.#offset += length
    return new Uint8Array(this.#bytes.subarray(start, this.#offset))
  }
}
