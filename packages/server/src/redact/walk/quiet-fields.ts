import { FRACTION_TAG, INTEGER_TAG, KEY_TAG, TEXT_TAG, TRUTH_TAG, VALUE_TAG, varintBytesMax } from '@throughline/otlp'
import type { Verdict } from '../keys/verdict.ts'
import { LENGTH, VARINT } from './byte-cursor.ts'
import type { FieldKind } from './layouts.ts'

/** What is asked of each key and each text on the way. */
export interface QuietJudge {
  /** Of texts without a key: names and messages. */
  readonly keyless: Verdict
  verdictOf(bytes: Uint8Array, keyStart: number, keyEnd: number): Verdict
  /** Whether a text may stay, as far as can be told without its being decoded. */
  isClean(bytes: Uint8Array, start: number, end: number, verdict: Verdict): boolean
}

/** The end of the first fields of a message, up to one that wants a closer look. */
export type PassQuietFields = (steps: Steps, bytes: Uint8Array, start: number, end: number) => number

/** How to pass over a field, by its tag. Those of fields 16 to 31 have two bytes, of which the second is 1. */
export type Steps = Uint8Array

const FIXED64 = 1
const FIXED32 = 5
const tagsCount = 256

const stop = 0
const varint = 1
const fixed64 = 2
const fixed32 = 3
const bytesOfLength = 4
const attribute = 5
const text = 6

/** `kinds` by field number: what is no text and no attribute of them is passed over or walked into elsewhere. */
export function stepsOf(kinds: readonly (FieldKind | undefined)[]): Steps {
  return Uint8Array.from({ length: tagsCount }, (_, tag) => {
    const field = tag >>> 3
    if (field === 0) return stop
    switch (tag & 7) {
      case VARINT:
        return varint
      case FIXED64:
        return fixed64
      case FIXED32:
        return fixed32
      case LENGTH:
        return stepOfKind(kinds[field])
      default:
        return stop
    }
  })
}

function stepOfKind(kind: FieldKind | undefined): number {
  if (kind === undefined) return bytesOfLength
  if (kind === 'attribute') return attribute
  return kind === 'text' ? text : stop
}

/** Stands for a length that is no usual one, and is longer than any that is. */
const unusual = 2 ** 30

/** A length of one or two bytes, without a zero to fill it up: so its size can be told from it. */
function lengthAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  if (first < 128) return first
  const second = bytes[at + 1] ?? 0
  return second === 0 || second > 127 ? unusual : (first & 127) | (second << 7)
}

const sizeOf = (length: number): number => (length < 128 ? 1 : 2)

/**
 * Nearly all fields of nearly all requests are as senders usually write them, and nothing in them has to go. These are passed
 * over here; at anything else this stops, before the field, and the walker takes it from there.
 *
 * Hot path (docs/decisions/0022): one loop with nothing in it but numbers.
 */
export function createQuietFields(judge: QuietJudge): PassQuietFields {
  /** The end of the attribute whose length is at `start`, or `unusual`. */
  function endOfAttribute(bytes: Uint8Array, start: number): number {
    const length = lengthAt(bytes, start)
    const keyAt = start + sizeOf(length) + 1
    const end = keyAt - 1 + length
    const keyLength = lengthAt(bytes, keyAt)
    const keyStart = keyAt + sizeOf(keyLength)
    const keyEnd = keyStart + keyLength
    const valueLength = lengthAt(bytes, keyEnd + 1)
    const valueStart = keyEnd + 1 + sizeOf(valueLength)
    if (bytes[keyAt - 1] !== KEY_TAG || bytes[keyEnd] !== VALUE_TAG || valueStart + valueLength !== end) return unusual
    const verdict = judge.verdictOf(bytes, keyStart, keyEnd)
    if (verdict.isIgnored) return end
    if (verdict.isRemoval || verdict.rule !== undefined) return unusual
    return isQuietValue(bytes, valueStart, end, verdict) ? end : unusual
  }

  function isQuietValue(bytes: Uint8Array, start: number, end: number, verdict: Verdict): boolean {
    switch (bytes[start]) {
      case TEXT_TAG: {
        const length = lengthAt(bytes, start + 1)
        const textStart = start + 1 + sizeOf(length)
        return textStart + length === end && judge.isClean(bytes, textStart, end, verdict)
      }
      case TRUTH_TAG:
      case INTEGER_TAG:
        return end === start + 2 ? (bytes[start + 1] ?? 0) < 128 : isLongVarint(bytes, start + 1, end)
      case FRACTION_TAG:
        return end === start + 9
      default:
        return false
    }
  }

  function endOfText(bytes: Uint8Array, at: number, messageEnd: number): number {
    const length = lengthAt(bytes, at)
    const start = at + sizeOf(length)
    const end = start + length
    return end <= messageEnd && judge.isClean(bytes, start, end, judge.keyless) ? end : unusual
  }

  return (steps, bytes, start, end) => {
    let position = start
    while (position < end) {
      const tag = bytes[position] ?? 0
      let next = position + 1
      if (tag > 127 && bytes[next++] !== 1) break
      switch (steps[tag]) {
        case varint:
          next = (bytes[next] ?? 0) < 128 ? next + 1 : unusual
          break
        case fixed64:
          next += 8
          break
        case fixed32:
          next += 4
          break
        case bytesOfLength: {
          const length = lengthAt(bytes, next)
          next += sizeOf(length) + length
          break
        }
        case attribute:
          next = endOfAttribute(bytes, next)
          break
        case text:
          next = endOfText(bytes, next, end)
          break
        default:
          return position
      }
      if (next > end) break
      position = next
    }
    return position
  }
}

function isLongVarint(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end && (bytes[at] ?? 0) > 127) at++
  return at === end - 1 && end - start <= varintBytesMax
}
