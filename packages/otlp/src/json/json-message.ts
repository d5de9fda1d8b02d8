import { bytesToHex, isHex } from '../ids.ts'
import { hollowMessagesMax } from '../limits.ts'
import { base64ToBytes } from './base64.ts'
import { isDecimal } from './parse.ts'

/** What is true of a whole payload while it is read. */
export interface JsonReading {
  /** The first fault with the path to it; values read after it are defaults. */
  failure: string | undefined
  /** Whether an integer was a JSON number too large to be sure of its digits. */
  sawInexactInteger: boolean
  hollowMessages: number
}

export const newReading = (): JsonReading => ({ failure: undefined, sawInexactInteger: false, hollowMessages: 0 })

const uint32Max = 2 ** 32 - 1
const int32Max = 2 ** 31 - 1
const uint64Max = 2n ** 64n - 1n
const int64Max = 2n ** 63n - 1n
/** 2⁶⁴−1 has 20 digits, −2⁶³ a sign and 19. Longer texts are no 64-bit numbers, and turning them into a `bigint` takes quadratic time. */
const decimalCharsMax = 20

/** Where a message stands: a member of its parent, and which one if that is a list. */
interface Place {
  readonly parent: JsonMessage
  readonly name: string
  readonly index: number | undefined
}

/**
 * One message in parsed JSON, read by the rules of proto3 JSON: names in camel case or as in the `.proto`, `null` for
 * the default, 64-bit numbers as text or number, unknown names passed over. Nothing is thrown: see `JsonReading`.
 */
export class JsonMessage {
  readonly reading: JsonReading
  readonly #members: Readonly<Record<string, unknown>>
  readonly #place: Place | undefined

  constructor(value: unknown, reading: JsonReading, place?: Place) {
    this.reading = reading
    this.#place = place
    const isObject = typeof value === 'object' && !Array.isArray(value)
    this.#members = isObject && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
    if (!isObject && value !== undefined) this.fail('is not an object')
  }

  has(name: string): boolean {
    return this.#member(name) !== undefined
  }

  /** The message in a member; one without members where there is none. */
  message(name: string): JsonMessage {
    return new JsonMessage(this.#member(name), this.reading, { parent: this, name, index: undefined })
  }

  list<T>(name: string, read: (item: JsonMessage) => T): T[] {
    return this.#list(name, (value, index) => read(new JsonMessage(value, this.reading, { parent: this, name, index })))
  }

  texts(name: string): string[] {
    return this.#list(name, value => this.#text(name, value ?? ''))
  }

  /** A surrogate without its partner becomes U+FFFD: otherwise this text could not travel as protobuf. */
  text(name: string): string {
    return this.#text(name, this.#member(name) ?? '')
  }

  bool(name: string): boolean {
    const value = this.#member(name) ?? false
    if (typeof value !== 'boolean') this.#failAt(name, 'is not true or false')
    return value === true
  }

  uint32(name: string): number {
    return this.#integer(name, 0, uint32Max)
  }

  int32(name: string): number {
    return this.#integer(name, -int32Max - 1, int32Max)
  }

  /** A number, also one that has no name yet, or a name from `names`. */
  enumeration(name: string, names: Readonly<Record<string, number>>): number {
    const value = this.#member(name)
    const named = typeof value === 'string' && Object.hasOwn(names, value) ? names[value] : undefined
    return named ?? this.int32(name)
  }

  uint64(name: string): bigint {
    return this.#bigInteger(name, this.#member(name), 0n, uint64Max)
  }

  int64(name: string): bigint {
    return this.#bigInteger(name, this.#member(name), -int64Max - 1n, int64Max)
  }

  uint64s(name: string): bigint[] {
    return this.#list(name, value => this.#bigInteger(name, value, 0n, uint64Max))
  }

  /** As `bigint`, which is how packed numbers are written. */
  int32s(name: string): bigint[] {
    return this.#list(name, value => this.#bigInteger(name, value, BigInt(-int32Max - 1), BigInt(int32Max)))
  }

  int64s(name: string): bigint[] {
    return this.#list(name, value => this.#bigInteger(name, value, -int64Max - 1n, int64Max))
  }

  double(name: string): number {
    return this.#double(name, this.#member(name))
  }

  optionalDouble(name: string): number | undefined {
    return this.has(name) ? this.double(name) : undefined
  }

  doubles(name: string): number[] {
    return this.#list(name, value => this.#double(name, value))
  }

  /**
   * Lower-case hex of any length, whatever case came. An id in base64, as plain proto3 JSON has it, is known by its padding,
   * which those of 8 and 16 bytes have and hex never does: senders that hand protobuf's own printer their spans do that.
   */
  hex(name: string): string {
    const digits = this.text(name)
    if (digits.endsWith('=')) return bytesToHex(this.base64(name))
    if (digits.length % 2 === 0 && isHex(digits)) return digits.toLowerCase()
    this.#failAt(name, 'is not hex with two digits a byte')
    return ''
  }

  base64(name: string): Uint8Array {
    const bytes = base64ToBytes(this.text(name))
    if (bytes === undefined) this.#failAt(name, 'is not base64')
    return bytes ?? new Uint8Array(0)
  }

  /** Counts a message that says next to nothing (see `hollowMessagesMax`). */
  countHollow(): void {
    if (++this.reading.hollowMessages <= hollowMessagesMax) return
    this.fail(`is one more than the ${hollowMessagesMax} messages that may be almost empty`)
  }

  fail(reason: string): void {
    this.reading.failure ??= `${this.#path() || 'the body'} ${reason}`
  }

  #failAt(name: string, reason: string): void {
    const path = this.#path()
    this.reading.failure ??= `${path}${path && '.'}${name} ${reason}`
  }

  #path(): string {
    if (this.#place === undefined) return ''
    const { parent, name, index } = this.#place
    const above = parent.#path()
    return `${above}${above && '.'}${name}${index === undefined ? '' : `[${index}]`}`
  }

  #member(name: string): unknown {
    return this.#members[name] ?? this.#members[protoName(name)] ?? undefined
  }

  #list<T>(name: string, read: (value: unknown, index: number) => T): T[] {
    const values = this.#member(name) ?? []
    const items: T[] = []
    if (!Array.isArray(values)) this.#failAt(name, 'is not a list')
    else for (let i = 0; i < values.length && this.reading.failure === undefined; i++) items.push(read(values[i], i))
    return items
  }

  #text(name: string, value: unknown): string {
    if (typeof value === 'string') return value.toWellFormed()
    this.#failAt(name, 'is not a text')
    return ''
  }

  #integer(name: string, min: number, max: number): number {
    const value = this.#member(name) ?? 0
    const number = typeof value === 'number' || isNumberText(value) ? Number(value) : Number.NaN
    if (Number.isInteger(number) && number >= min && number <= max) return number
    this.#failAt(name, `is not an integer from ${min} to ${max}`)
    return 0
  }

  #double(name: string, value: unknown): number {
    const number = toDouble(value ?? 0)
    if (number === undefined) this.#failAt(name, 'is not a double')
    return number ?? 0
  }

  #bigInteger(name: string, value: unknown, min: bigint, max: bigint): bigint {
    const number = this.#toBigInt(value ?? 0n)
    if (number !== undefined && number >= min && number <= max) return number
    this.#failAt(name, `is not an integer from ${min} to ${max}`)
    return 0n
  }

  #toBigInt(value: unknown): bigint | undefined {
    if (typeof value === 'bigint') return value
    if (typeof value === 'string' && value.length <= decimalCharsMax && isDecimal(value)) return BigInt(value)
    const number = typeof value === 'number' || isNumberText(value) ? Number(value) : Number.NaN
    if (!Number.isInteger(number)) return undefined
    if (!Number.isSafeInteger(number)) this.reading.sawInexactInteger = true
    return BigInt(number)
  }
}

/** Whether `Number` may be asked: it would also take hexadecimal, blanks, and an empty text for 0. */
const isNumberText = (value: unknown): value is string =>
  typeof value === 'string' && /^-?(Infinity|[\d.]+(e[+-]?\d+)?)$/i.test(value)

/** `NaN` and the infinities come as text; a JSON number that ends up infinite was too large for a double. */
function toDouble(value: unknown): number | undefined {
  if (value === 'NaN') return Number.NaN
  if (isNumberText(value)) return Number.isNaN(Number(value)) ? undefined : Number(value)
  const number = typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}

/** The fields' names are a small fixed set, so this map stays small. */
const protoNames = new Map<string, string>()

/** `traceId` → `trace_id`. */
function protoName(name: string): string {
  const known = protoNames.get(name)
  if (known !== undefined) return known
  const snake = name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
  protoNames.set(name, snake)
  return snake
}
