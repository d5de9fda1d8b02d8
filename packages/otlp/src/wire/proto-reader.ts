import { bytesToHex } from '../ids.ts'
import { hollowMessagesMax, varintBytesMax } from '../limits.ts'
import { FIXED32, FIXED64, LENGTH, VARINT, type WireType } from './wire-type.ts'

/**
 * Bytes that are not UTF-8 become U+FFFD: a span with one mangled letter is worth more than a refused request.
 * `ignoreBOM` means "keep it": a text may begin with U+FEFF. A cache of repeated keys was tried and gained nothing.
 */
export const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Reads protobuf fields one after the other: `next()` moves to a field, then one method reads its value or `skip()`
 * passes over it.
 *
 * Nothing is thrown. The first fault is kept in `failure` with its byte offset; from then on `next()` is false and every
 * value is its default, so that the loops above end by themselves and only the outermost has to ask.
 */
export class ProtoReader {
  /** The number of the current field. */
  field = 0
  failure: string | undefined = undefined

  readonly #bytes: Uint8Array
  readonly #view: DataView
  #position = 0
  #limit: number
  #wireType = 0
  #hollowMessages = 0
  /** The two halves of the varint last read; a pair would be an object for every number. */
  #low = 0
  #high = 0

  constructor(bytes: Uint8Array) {
    // A `Buffer` would hand out Buffers, which are slower to cut and unequal to plain arrays of the same bytes.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#limit = bytes.length
  }

  /** Where in the payload the next byte is read: behind a tag, where its value begins. */
  get offset(): number {
    return this.#position
  }

  /** Moves to the next field of the current message; false at its end. */
  next(): boolean {
    if (this.#position >= this.#limit) return false
    const start = this.#position
    this.#varint()
    this.field = this.#low >>> 3
    this.#wireType = this.#low & 7
    if (this.#high !== 0 || this.field === 0) this.fail('is no field tag', start)
    return this.failure === undefined
  }

  /**
   * Enters the message that is the current field, and returns what `leave` needs to come back.
   * A message shorter than `hollowBelow` bytes counts as hollow (see `hollowMessagesMax`).
   */
  enter(hollowBelow: number): number {
    const outerLimit = this.#limit
    const length = this.#length()
    if (length < hollowBelow && ++this.#hollowMessages > hollowMessagesMax) {
      this.fail(`begins one more than the ${hollowMessagesMax} messages that may be almost empty`)
    } else this.#limit = this.#position + length
    return outerLimit
  }

  leave(outerLimit: number): void {
    this.#limit = outerLimit
  }

  uint32(): number {
    this.#varintField()
    return this.#low
  }

  /** `int32` and enums; what has more bits loses the upper ones, as protobuf asks. */
  int32(): number {
    this.#varintField()
    return this.#low | 0
  }

  int64(): bigint {
    this.#varintField()
    return this.#high === 0 ? BigInt(this.#low) : (BigInt(this.#high | 0) << 32n) | BigInt(this.#low)
  }

  bool(): boolean {
    this.#varintField()
    return this.#low !== 0 || this.#high !== 0
  }

  fixed32(): number {
    const start = this.#take(FIXED32, 4)
    return start < 0 ? 0 : this.#view.getUint32(start, true)
  }

  fixed64(): bigint {
    const start = this.#take(FIXED64, 8)
    return start < 0 ? 0n : this.#view.getBigUint64(start, true)
  }

  double(): number {
    const start = this.#take(FIXED64, 8)
    return start < 0 ? 0 : this.#view.getFloat64(start, true)
  }

  string(): string {
    return utf8Decoder.decode(this.bytes())
  }

  /** A view of the payload, which it keeps alive; not a copy. */
  bytes(): Uint8Array {
    const length = this.#length()
    const start = this.#position
    this.#position += length
    return this.#bytes.subarray(start, this.#position)
  }

  /** Goes past a string or bytes, which `skip` does of any field. */
  passBytes(): void {
    // Not in one line: the position would be read before the length moves it.
    const length = this.#length()
    this.#position += length
  }

  /** A `bytes` field of any length as lower-case hex. */
  hex(): string {
    return bytesToHex(this.bytes())
  }

  /**
   * Reads a repeated number, in whichever form it came: packed into one field, as proto3 writes it, or one by one. A list
   * may come in several pieces (protobuf encoding, "Packed Repeated Fields").
   */
  each(wireType: WireType, readOne: () => void): void {
    if (this.#wireType !== LENGTH) {
      readOne()
      return
    }
    const outer = this.enter(0)
    this.#wireType = wireType
    while (this.#position < this.#limit) readOne()
    this.leave(outer)
  }

  /** The length of the current field, where that is one byte and lies inside of the message; else −1. Nothing is read. */
  shortLength(): number {
    const length = this.#bytes[this.#position] ?? 255
    const isInside = length < this.#limit - this.#position
    return this.#wireType === LENGTH && length < 128 && isInside ? length : -1
  }

  /** For who has read what lies before `offset` by other means: `field` was the last of it, which the sentence of a fault names. */
  moveTo(offset: number, field: number): void {
    this.#position = offset
    this.field = field
  }

  // The next three pass over a value and return where it stands, for who reads it later (`read-at.ts`).

  /** A text, an id, bytes, a message: where its length stands. */
  ref(): number {
    const ref = this.#position
    const length = this.#length()
    this.#position += length
    return ref
  }

  /** A `fixed64` or `double`. */
  eightBytes(): number {
    return this.#take(FIXED64, 8)
  }

  varint(): number {
    const start = this.#position
    this.#varintField()
    return start
  }

  skip(): void {
    switch (this.#wireType) {
      case VARINT:
        this.#varint()
        break
      case FIXED64:
        this.#advance(8)
        break
      case LENGTH:
        this.#advance(this.#length())
        break
      case FIXED32:
        this.#advance(4)
        break
      default:
        this.fail(`is inside field ${this.field}, whose wire type ${this.#wireType} proto3 does not have`)
    }
  }

  #advance(byteCount: number): void {
    if (this.#has(byteCount)) this.#position += byteCount
  }

  /** Where a value of fixed size begins, once it is known to be there; −1 where it is not. */
  #take(wireType: WireType, byteCount: number): number {
    if (!this.#is(wireType) || !this.#has(byteCount)) return -1
    const start = this.#position
    this.#position += byteCount
    return start
  }

  /** The length prefix of the current field, known to lie inside the message; 0 after a fault. */
  #length(): number {
    if (!this.#is(LENGTH)) return 0
    const start = this.#position
    this.#varint()
    const length = this.#high * 2 ** 32 + this.#low
    if (length <= this.#limit - this.#position) return length
    this.fail(`announces ${length} bytes where ${this.#limit - this.#position} are left`, start)
    return 0
  }

  #varintField(): void {
    if (this.#is(VARINT)) this.#varint()
    else this.#setVarint(0, 0)
  }

  #varint(): void {
    const first = this.#bytes[this.#position] ?? 0
    if (first < 128 && this.#position < this.#limit) {
      this.#position++
      this.#setVarint(first, 0)
    } else this.#longVarint()
  }

  #longVarint(): void {
    const start = this.#position
    let low = 0
    let high = 0
    for (let count = 0; count < varintBytesMax; count++) {
      if (!this.#has(1)) return
      const byte = this.#bytes[this.#position++] ?? 0
      const bits = byte & 127
      if (count < 5) low |= bits << (7 * count)
      if (count === 4) high = bits >>> 4
      if (count > 4) high |= bits << (7 * count - 32)
      if (byte < 128) {
        this.#setVarint(low >>> 0, high >>> 0)
        return
      }
    }
    this.fail(`begins a number of more than ${varintBytesMax} bytes`, start)
  }

  #setVarint(low: number, high: number): void {
    this.#low = low
    this.#high = high
  }

  #is(wireType: WireType): boolean {
    if (this.#wireType === wireType) return true
    this.fail(`is inside field ${this.field}, which has wire type ${this.#wireType} instead of ${wireType}`)
    return false
  }

  #has(byteCount: number): boolean {
    if (byteCount <= this.#limit - this.#position) return true
    this.fail(`is where the message ends, inside field ${this.field}`, this.#limit)
    return false
  }

  /** Keeps the first fault and ends every loop: no limit lies behind the last byte. `reason` follows "byte N". */
  fail(reason: string, offset = this.#position): void {
    this.failure ??= `byte ${offset} ${reason}`
    this.#position = this.#bytes.length
    this.#limit = this.#bytes.length
    this.#setVarint(0, 0)
  }
}
