import { isUtf8 } from 'node:buffer'
import { giveMemory, lengthAt, startAt, takeMemory } from '@throughline/otlp'
import { loopCopiedBytes, rowBytesMax } from '../limits.ts'
import { tooLarge } from '../refusal.ts'

/** Keeps U+FEFF at the beginning: it is a part of the text. */
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The ASCII code of each hex digit. */
const digitCodes = new TextEncoder().encode('0123456789abcdef')

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
    this.#bytes = memoryOf(capacityBytes)
  }

  get length(): number {
    return this.#length
  }

  /** What was written so far; a view, valid until the writer is written to again, or its memory given back. */
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
    this.int32(value)
  }

  /** Not `Buffer.writeInt32LE`, whose checks take longer than the four bytes. */
  int32(value: number): void {
    this.#reserve(4)
    const bytes = this.#bytes
    const position = this.#length
    bytes[position] = value
    bytes[position + 1] = value >>> 8
    bytes[position + 2] = value >>> 16
    bytes[position + 3] = value >>> 24
    this.#length = position + 4
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

  /** The text whose length stands at `ref` in `from`; bytes that are not UTF-8 become U+FFFD. */
  textAt(from: Uint8Array, ref: number): void {
    const length = lengthAt(from, ref)
    const start = startAt(from, ref)
    const isCopied = length <= loopCopiedBytes && this.#copyAscii(from, start, length)
    if (!isCopied) this.#utf8(from.subarray(start, start + length))
  }

  /** The bytes whose length stands at `ref` in `from`, as a text of lower-case hex digits. */
  hexAt(from: Uint8Array, ref: number): void {
    const length = lengthAt(from, ref)
    const start = startAt(from, ref)
    this.varint(2 * length)
    this.#reserve(2 * length)
    const bytes = this.#bytes
    let position = this.#length
    for (let at = start; at < start + length; at++) {
      const byte = from[at] ?? 0
      bytes[position++] = digitCodes[byte >> 4] ?? 0
      bytes[position++] = digitCodes[byte & 15] ?? 0
    }
    this.#length = position
  }

  /** A text of ASCII alone, of at most 127 characters: a word or a number. */
  ascii(value: string): void {
    this.#reserve(1 + value.length)
    const bytes = this.#bytes
    let position = this.#length
    bytes[position++] = value.length
    for (let at = 0; at < value.length; at++) bytes[position++] = value.charCodeAt(at)
    this.#length = position
  }

  /** The eight bytes at `offset` in `from`, zeros where that is 0. */
  eightBytesAt(from: Uint8Array, offset: number): void {
    this.#reserve(8)
    const bytes = this.#bytes
    const position = this.#length
    for (let at = 0; at < 8; at++) bytes[position + at] = offset === 0 ? 0 : (from[offset + at] ?? 0)
    this.#length = position + 8
  }

  /** A text whose length fits a byte. Nothing is written where it is not of ASCII alone. */
  #copyAscii(from: Uint8Array, start: number, length: number): boolean {
    this.#reserve(1 + length)
    const bytes = this.#bytes
    let position = this.#length
    let bits = 0
    bytes[position++] = length
    for (let at = start; at < start + length; at++) {
      const byte = from[at] ?? 0
      bytes[position++] = byte
      bits |= byte
    }
    if (bits > 127) return false
    this.#length = position
    return true
  }

  #utf8(encoded: Uint8Array): void {
    if (!isUtf8(encoded)) {
      this.text(utf8Decoder.decode(encoded))
      return
    }
    this.varint(encoded.length)
    this.raw(encoded)
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    if (this.#length + count > rowBytesMax) throw tooLarge(rowBytesMax)
    const grown = memoryOf(Math.max(this.#bytes.length * 2, this.#length + count))
    grown.set(this.#bytes.subarray(0, this.#length))
    giveMemory(this.#bytes.buffer)
    this.#bytes = grown
  }
}

/** Small blocks are parts of Node's own, which nobody has to give back. */
const memoryOf = (byteCount: number): Buffer =>
  byteCount < Buffer.poolSize / 2 ? Buffer.allocUnsafe(byteCount) : Buffer.from(takeMemory(byteCount))
