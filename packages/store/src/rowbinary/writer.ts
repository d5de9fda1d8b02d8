import { rowBytesMax } from '../limits.ts'
import { tooLarge } from '../refusal.ts'

/**
 * Bytes of ClickHouse's RowBinary format, little-endian and without alignment.
 *
 * Hot path: one call for every value of every span. `Buffer.write` into one growing buffer avoids an array
 * for every string, which `TextEncoder.encode` would allocate.
 *
 * Source: https://clickhouse.com/docs/interfaces/formats/RowBinary
 */
export class RowWriter {
  #bytes: Buffer
  #length = 0

  constructor(capacityBytes = 8 * 1024) {
    this.#bytes = Buffer.allocUnsafe(capacityBytes)
  }

  get length(): number {
    return this.#length
  }

  /** What was written so far; a view, valid until the writer is written to again. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  uint8(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  uint32(value: number): void {
    this.#reserve(4)
    this.#length = this.#bytes.writeUInt32LE(value, this.#length)
  }

  int32(value: number): void {
    this.#reserve(4)
    this.#length = this.#bytes.writeInt32LE(value, this.#length)
  }

  uint64(value: bigint): void {
    this.#reserve(8)
    this.#length = this.#bytes.writeBigUInt64LE(value, this.#length)
  }

  float64(value: number): void {
    this.#reserve(8)
    this.#length = this.#bytes.writeDoubleLE(value, this.#length)
  }

  /** Unsigned LEB128: the length before every string, array and map. */
  varint(value: number): void {
    this.#reserve(8)
    let rest = value
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  /** A lone surrogate, which UTF-8 cannot hold, is written as U+FFFD. */
  text(value: string): void {
    // Up to 42 UTF-16 units are at most 126 bytes, whose length fits the one byte that is filled in afterwards.
    if (value.length <= 42) {
      this.#reserve(127)
      const written = this.#bytes.write(value, this.#length + 1)
      this.#bytes[this.#length] = written
      this.#length += 1 + written
      return
    }
    const byteLength = Buffer.byteLength(value)
    this.varint(byteLength)
    this.#reserve(byteLength)
    this.#length += this.#bytes.write(value, this.#length)
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    if (this.#length + count > rowBytesMax) throw tooLarge(rowBytesMax)
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + count))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }
}
