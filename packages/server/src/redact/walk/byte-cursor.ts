import { varintBytesMax } from '@throughline/otlp'

/** How a field's value is laid out: the low three bits of its tag (protobuf encoding, "Message Structure"). */
export const VARINT = 0
const FIXED64 = 1
export const LENGTH = 2
const FIXED32 = 5

/**
 * A place in the bytes of a request. `ProtoReader` of `@throughline/otlp` reads values and hides where they stand; here it
 * is the other way round. The first fault is kept in `failure` and moves the cursor to the end, so that all loops end.
 */
export class ByteCursor {
  position = 0
  failure: string | undefined = undefined
  #bytes: Uint8Array = new Uint8Array(0)

  restart(bytes: Uint8Array): void {
    this.#bytes = bytes
    this.position = 0
    this.failure = undefined
  }

  /** A failure has moved it to the end, where it stays. */
  moveTo(position: number): void {
    if (this.failure === undefined) this.position = position
  }

  /** Reads the tag of a field: its number times eight, and its wire type. */
  tag(end: number): number {
    const start = this.position
    const tag = this.varint(end)
    if (tag < 8 || tag >= 2 ** 32) this.fail('is no field tag', start)
    return tag
  }

  /** Reads the length of a field and returns where the field ends. */
  fieldEnd(end: number): number {
    const start = this.position
    const length = this.varint(end)
    if (length > end - this.position) {
      this.fail(`announces ${length} bytes where ${end - this.position} are left`, start)
      return this.position
    }
    return this.position + length
  }

  skip(tag: number, end: number): void {
    switch (tag & 7) {
      case LENGTH:
        this.moveTo(this.fieldEnd(end))
        break
      case VARINT:
        this.varint(end)
        break
      case FIXED64:
        this.#advance(8, end)
        break
      case FIXED32:
        this.#advance(4, end)
        break
      default:
        this.fail(`is inside field ${tag >>> 3}, whose wire type ${tag & 7} proto3 does not have`)
    }
  }

  /** What lies beyond 2⁵³ is rounded: it is too large for all that it is compared with. */
  varint(end: number): number {
    const byte = this.#bytes[this.position] ?? 0
    if (byte > 127 || this.position >= end) return this.#longVarint(end)
    this.position++
    return byte
  }

  #longVarint(end: number): number {
    const start = this.position
    let value = 0
    for (let count = 0, scale = 1; count < varintBytesMax; count++, scale *= 128) {
      if (this.position >= end) {
        this.fail('is where the message ends, inside a number', end)
        return 0
      }
      const byte = this.#bytes[this.position++] ?? 0
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    this.fail(`begins a number of more than ${varintBytesMax} bytes`, start)
    return 0
  }

  #advance(byteCount: number, end: number): void {
    if (byteCount <= end - this.position) this.position += byteCount
    else this.fail('is where the message ends, inside a number', end)
  }

  /** `reason` follows "byte N". */
  fail(reason: string, offset = this.position): void {
    this.failure ??= `byte ${offset} ${reason}`
    this.position = this.#bytes.length
  }
}
