import { hexDigitAt } from '../ids.ts'
import { initialWriterBytes, loopEncodedChars } from '../limits.ts'
import { encodeUtf8Loop, lengthOf } from './utf8.ts'
import { FIXED32, FIXED64, LENGTH, VARINT, type WireType } from './wire-type.ts'

const utf8Encoder = new TextEncoder()

/**
 * Writes protobuf fields one after the other, either into memory of its own that grows or into a fixed region that
 * belongs to somebody else, for example a ring in a `SharedArrayBuffer` (in Node; browsers refuse to encode text there).
 *
 * A fixed region that is too small is an ordinary event for a ring, so it is a flag and not an exception: from the first
 * field that does not fit, `overflowed` is true, nothing more is written, and what was written is to be thrown away.
 * No byte outside the region is ever touched.
 *
 * Each method writes its field even where the value is the default: proto3 omits defaults except inside a `oneof`, and
 * only the caller knows which it is.
 *
 * Hot path: the SDK's `end()` runs through here. No closures, no allocation but for `subarray` of long strings.
 */
export class ProtoWriter {
  /** What is written to. A writer that grows replaces it. */
  target: Uint8Array
  /** The same memory. */
  view: DataView
  /** Where the next byte goes: an index into `target`. */
  position: number
  /** Whether a field did not fit the region since the last `restart`. */
  overflowed = false

  readonly #grows: boolean
  #start: number
  #regionEnd: number
  /** The region's end, until an overflow moves it to `position`: then no later, smaller field slips in behind the gap. */
  #limit: number

  private constructor(target: Uint8Array, start: number, limit: number, grows: boolean) {
    this.target = target
    this.position = start
    this.#start = start
    this.#regionEnd = limit
    this.#limit = limit
    this.#grows = grows
    this.view = viewOf(target)
  }

  /** A writer with memory of its own, doubled when full. */
  static growing(initialBytes = initialWriterBytes): ProtoWriter {
    return new ProtoWriter(new Uint8Array(initialBytes), 0, initialBytes, true)
  }

  /** A writer into `target[start, limit)` that never grows. */
  static into(target: Uint8Array, start = 0, limit = target.length): ProtoWriter {
    return new ProtoWriter(target, start, limit, false)
  }

  /** Starts over, in another region of the same memory where one is given. Costs no allocation. */
  restart(start = this.#start, limit = this.#regionEnd): void {
    this.position = start
    this.#start = start
    this.#regionEnd = limit
    this.#limit = limit
    this.overflowed = false
  }

  /** Makes room for what the caller writes to `target` by itself; false where a region has none, which is no overflow. */
  hasRoom(byteCount: number): boolean {
    return byteCount <= this.#limit - this.position || (this.#grows && this.#makeRoom(byteCount))
  }

  /** The same of a field whose size is known: where a region has no room, it overflows. */
  reserve(byteCount: number): boolean {
    return byteCount <= this.#limit - this.position || this.#makeRoom(byteCount)
  }

  /** What was written since the start: a view that the next `restart` makes stale, not a copy. */
  written(): Uint8Array {
    return this.target.subarray(this.#start, this.position)
  }

  /** `uint32`, `uint64`, `int32`, `int64` and enums whose value is an integer of at most 53 bits. */
  varint(field: number, value: number): void {
    this.#tag(field, VARINT)
    this.#varint(value)
  }

  /** `uint64` and `int64`; negative numbers take ten bytes, as the encoding asks. */
  varint64(field: number, value: bigint): void {
    this.#tag(field, VARINT)
    this.#varintHalves(Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n)))
  }

  bool(field: number, value: boolean): void {
    this.#tag(field, VARINT)
    if (this.reserve(1)) this.target[this.position++] = value ? 1 : 0
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, FIXED32)
    if (!this.reserve(4)) return
    this.view.setUint32(this.position, value, true)
    this.position += 4
  }

  fixed64(field: number, value: bigint): void {
    this.#tag(field, FIXED64)
    if (!this.reserve(8)) return
    this.view.setBigUint64(this.position, value, true)
    this.position += 8
  }

  /** `fixed64` from two unsigned halves: a time kept as two numbers costs no `bigint`. */
  fixed64Halves(field: number, low: number, high: number): void {
    this.#tag(field, FIXED64)
    if (!this.reserve(8)) return
    this.view.setUint32(this.position, low, true)
    this.view.setUint32(this.position + 4, high, true)
    this.position += 8
  }

  double(field: number, value: number): void {
    this.#tag(field, FIXED64)
    if (!this.reserve(8)) return
    this.view.setFloat64(this.position, value, true)
    this.position += 8
  }

  /** UTF-8; a surrogate without its partner becomes U+FFFD, since protobuf strings must be valid. */
  string(field: number, value: string): void {
    this.#tag(field, LENGTH)
    const length = lengthOf(value)
    const isShort = length <= loopEncodedChars && this.#limit - this.position > 3 * length
    if (isShort) this.#shortString(value)
    else this.#longString(value)
  }

  bytes(field: number, value: Uint8Array): void {
    this.#tag(field, LENGTH)
    this.#varint(value.length)
    this.raw(value)
  }

  /** A `bytes` field from an even number of hex digits, which the caller has checked. */
  hex(field: number, digits: string): void {
    const length = digits.length >>> 1
    this.#tag(field, LENGTH)
    this.#varint(length)
    if (!this.reserve(length)) return
    for (let i = 0; i < length; i++) {
      this.target[this.position++] = (hexDigitAt(digits, 2 * i) << 4) | hexDigitAt(digits, 2 * i + 1)
    }
  }

  /** A `bytes` field of 16 bytes, from four words of 32 bits: an id that is kept as numbers costs no copy of bytes. */
  words4(field: number, w0: number, w1: number, w2: number, w3: number): void {
    this.#tag(field, LENGTH)
    this.#varint(16)
    if (!this.reserve(16)) return
    this.view.setInt32(this.position, w0)
    this.view.setInt32(this.position + 4, w1)
    this.view.setInt32(this.position + 8, w2)
    this.view.setInt32(this.position + 12, w3)
    this.position += 16
  }

  /** The same of 8 bytes, from two words. */
  words2(field: number, w0: number, w1: number): void {
    this.#tag(field, LENGTH)
    this.#varint(8)
    if (!this.reserve(8)) return
    this.view.setInt32(this.position, w0)
    this.view.setInt32(this.position + 4, w1)
    this.position += 8
  }

  /** Bytes that are already encoded: whole fields, or the rest of one. */
  raw(encoded: Uint8Array): void {
    if (!this.reserve(encoded.length)) return
    this.target.set(encoded, this.position)
    this.position += encoded.length
  }

  /** Opens a message field; what follows is inside it until `end` is called with the mark this returns. */
  begin(field: number): number {
    this.#tag(field, LENGTH)
    return this.#openLength(1)
  }

  end(mark: number): void {
    this.#closeLength(mark, 1)
  }

  #shortString(value: string): void {
    const start = this.position + 1
    const end = encodeUtf8Loop(value, this.target, start)
    this.target[start - 1] = end - start
    this.position = end
  }

  #longString(value: string): void {
    const prefixBytes = varintBytes(value.length, 0)
    const mark = this.#openLength(prefixBytes)
    if (!this.reserve(value.length)) return
    let { read, written } = this.#encodeInto(value)
    if (read < value.length) {
      // Either this grows to the worst case, or the region is full: what is left is less than the text needs.
      if (!this.reserve(3 * value.length)) return
      ;({ read, written } = this.#encodeInto(value))
    }
    this.position += written
    this.#closeLength(mark, prefixBytes)
  }

  #encodeInto(value: string) {
    return utf8Encoder.encodeInto(value, this.target.subarray(this.position, this.#limit))
  }

  /**
   * Leaves room for a length of `prefixBytes` bytes that is not known yet. One byte serves everything below 128 bytes,
   * which is most attributes and events; the rest is moved once by `copyWithin`, cheaper than a first pass for the size.
   */
  #openLength(prefixBytes: number): number {
    if (this.reserve(prefixBytes)) this.position += prefixBytes
    return this.position
  }

  #closeLength(mark: number, prefixBytes: number): void {
    const length = this.position - mark
    const moreBytes = varintBytes(length, 0) - prefixBytes
    if (this.overflowed || !this.reserve(moreBytes)) return
    if (moreBytes > 0) this.target.copyWithin(mark + moreBytes, mark, this.position)
    this.position = mark - prefixBytes
    this.#varint(length)
    this.position += length
  }

  #tag(field: number, wireType: WireType): void {
    this.#varint((field << 3) | wireType)
  }

  #varint(value: number): void {
    if (value < 128 && value >= 0) {
      if (this.reserve(1)) this.target[this.position++] = value
    } else this.#varintHalves(value >>> 0, Math.floor(value / 2 ** 32) >>> 0)
  }

  #varintHalves(lowHalf: number, highHalf: number): void {
    if (!this.reserve(varintBytes(lowHalf, highHalf))) return
    const { target } = this
    let low = lowHalf
    let high = highHalf
    let position = this.position
    while (high !== 0 || low > 127) {
      target[position++] = (low & 127) | 128
      low = ((low >>> 7) | (high << 25)) >>> 0
      high >>>= 7
    }
    target[position++] = low
    this.position = position
  }

  #makeRoom(byteCount: number): boolean {
    if (this.#grows) {
      const grown = new Uint8Array(Math.max(2 * this.target.length, this.position + byteCount))
      grown.set(this.target)
      this.target = grown
      this.#regionEnd = grown.length
      this.#limit = grown.length
      this.view = viewOf(grown)
      return true
    }
    this.overflowed = true
    this.#limit = this.position
    return false
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Seven bits a byte: 9/64 is just above 1/7, which saves the division and the special case of zero. */
function varintBytes(low: number, high: number): number {
  const highestBit = high === 0 ? 31 - Math.clz32(low | 1) : 63 - Math.clz32(high)
  return (highestBit * 9 + 73) >>> 6
}
