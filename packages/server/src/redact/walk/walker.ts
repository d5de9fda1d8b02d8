import { anyValueDepthMax, err, ok, type Result } from '@throughline/otlp'
import type { Verdict } from '../keys/verdict.ts'
import type { Rule } from '../rules.ts'
import { ByteCursor, LENGTH, VARINT } from './byte-cursor.ts'
import { createEdits, lengthPrefix, withLength } from './edits.ts'
import type { FieldKind, Fields } from './layouts.ts'
import { createQuietFields, type PassQuietFields, type QuietJudge } from './quiet-fields.ts'
import type { Siblings } from './siblings.ts'
import type { StringTable } from './string-table.ts'

/** What the walker asks of each key and each value. */
export interface Judge extends QuietJudge {
  /** What is to stand in the place of a text; nothing where it may stay. */
  text(bytes: Uint8Array, start: number, end: number, verdict: Verdict, siblings: Siblings): Uint8Array | undefined
  /** The text that is to stand in the place of a number or a truth value. */
  scalar(bytes: Uint8Array, start: number, end: number, rule: Rule): Uint8Array
  /** An attribute is taken away. */
  removed(verdict: Verdict): void
  /** The recording that came along with a profile is taken away. */
  removedRecording(): void
}

export type Walk = (fields: Fields, bytes: Uint8Array, strings?: StringTable) => Result<Uint8Array>

const firstFieldTag = (1 << 3) | LENGTH
const keyTag = firstFieldTag
const stringTag = firstFieldTag
const valueTag = (2 << 3) | LENGTH
const arrayTag = (5 << 3) | LENGTH
const listTag = (6 << 3) | LENGTH
const bytesTag = (7 << 3) | LENGTH
const stringIndexTag = (8 << 3) | VARINT
const keyIndexTags = { attribute: (3 << 3) | VARINT, entry: (1 << 3) | VARINT }

const nothing: Uint8Array = new Uint8Array(0)

/**
 * Walks over requests and has each key and value judged. Malformed bytes are an error: what cannot be walked cannot be said
 * to hold nothing.
 *
 * Protobuf lets a field come twice, where the last one counts or both are merged. All of them are walked, so it does not
 * matter which of them a reader takes.
 *
 * Hot path (docs/decisions/0022): no object for an attribute, and nothing is decoded that no rule could hit.
 */
export function createWalker(judge: Judge, passQuietFields: PassQuietFields = createQuietFields(judge)): Walk {
  const cursor = new ByteCursor()
  const edits = createEdits()
  const siblings = { bytes: nothing, start: 0, end: 0, field: 0 }
  let bytes = nothing
  let strings: StringTable | undefined

  function message({ kinds, steps }: Fields, end: number): void {
    const start = cursor.position
    while (true) {
      cursor.moveTo(passQuietFields(steps, bytes, cursor.position, end))
      if (cursor.position >= end) return
      const tagStart = cursor.position
      const tag = cursor.tag(end)
      const kind = (tag & 7) === LENGTH ? kinds[tag >>> 3] : undefined
      if (kind === undefined) cursor.skip(tag, end)
      else {
        siblings.start = start
        siblings.end = end
        siblings.field = tag >>> 3
        field(kind, tagStart, end)
      }
    }
  }

  /** The cursor is at the length of the field. */
  function field(kind: FieldKind, tagStart: number, messageEnd: number): void {
    switch (kind) {
      case 'attribute':
      case 'entry':
        attribute(kind, tagStart, messageEnd)
        break
      case 'value':
        value(judge.keyless, messageEnd, 1)
        break
      case 'text':
        text(judge.keyless, messageEnd)
        break
      case 'string':
        text(strings?.nextVerdict() ?? judge.keyless, messageEnd)
        break
      case 'recording':
        cursor.moveTo(cursor.fieldEnd(messageEnd))
        edits.replace(tagStart, cursor.position, nothing)
        judge.removedRecording()
        break
      default:
        nested(kind, messageEnd)
    }
  }

  function nested(fields: Fields, messageEnd: number): void {
    const lengthStart = cursor.position
    const end = cursor.fieldEnd(messageEnd)
    const contentStart = cursor.position
    const grownBytes = edits.grownBytes
    message(fields, end)
    mend(lengthStart, contentStart, end, grownBytes)
  }

  /** Corrects the length of a message where something in it has changed. */
  function mend(lengthStart: number, contentStart: number, end: number, grownBytes: number): void {
    const grown = edits.grownBytes - grownBytes
    if (grown !== 0) edits.replace(lengthStart, contentStart, lengthPrefix(end - contentStart + grown))
  }

  function attribute(kind: 'attribute' | 'entry', tagStart: number, messageEnd: number): void {
    const lengthStart = cursor.position
    const end = cursor.fieldEnd(messageEnd)
    const contentStart = cursor.position
    const verdict = verdictOf(keyIndexTags[kind], end)
    if (kind === 'attribute' && verdict.isRemoval) remove(verdict, tagStart, end)
    else pair(verdict, lengthStart, contentStart, end, 1)
  }

  function remove(verdict: Verdict, tagStart: number, end: number): void {
    edits.replace(tagStart, end, nothing)
    judge.removed(verdict)
    cursor.moveTo(end)
  }

  /** What the key of a `KeyValue` asks for. It comes first as a rule, but need not; of two the last one counts. */
  function verdictOf(keyIndexTag: number, end: number): Verdict {
    let keyStart = 0
    let keyEnd = 0
    while (cursor.position < end) {
      const tag = cursor.tag(end)
      if (tag === keyTag) {
        keyEnd = cursor.fieldEnd(end)
        keyStart = cursor.position
        cursor.moveTo(keyEnd)
      } else if (tag === keyIndexTag && strings !== undefined) {
        const index = cursor.varint(end)
        keyStart = strings.startOf(index)
        keyEnd = strings.endOf(index)
      } else cursor.skip(tag, end)
    }
    return judge.verdictOf(bytes, keyStart, keyEnd)
  }

  /** The values of a `KeyValue`, of which there is one as a rule. */
  function pair(verdict: Verdict, lengthStart: number, contentStart: number, end: number, depth: number): void {
    cursor.moveTo(verdict.isIgnored ? end : contentStart)
    const grownBytes = edits.grownBytes
    while (cursor.position < end) {
      const tag = cursor.tag(end)
      if (tag === valueTag) value(verdict, end, depth)
      else cursor.skip(tag, end)
    }
    mend(lengthStart, contentStart, end, grownBytes)
  }

  function value(verdict: Verdict, messageEnd: number, depth: number): void {
    const lengthStart = cursor.position
    const end = cursor.fieldEnd(messageEnd)
    if (depth > anyValueDepthMax) cursor.fail(`begins a value nested deeper than ${anyValueDepthMax}`)
    const contentStart = cursor.position
    const grownBytes = edits.grownBytes
    while (cursor.position < end) {
      const tagStart = cursor.position
      const tag = cursor.tag(end)
      if (tag === stringTag || tag === bytesTag) text(verdict, end)
      else if (tag === arrayTag) items(verdict, end, depth)
      else if (tag === listTag) items(verdict, end, depth, true)
      else if (tag === stringIndexTag && verdict.rule !== undefined) strings?.condemn(cursor.varint(end), verdict)
      else scalar(verdict, tagStart, tag, end)
    }
    mend(lengthStart, contentStart, end, grownBytes)
  }

  function scalar(verdict: Verdict, tagStart: number, tag: number, end: number): void {
    cursor.skip(tag, end)
    if (verdict.rule === undefined || (tag & 7) === LENGTH) return
    const text = withLength(judge.scalar(bytes, tagStart, cursor.position, verdict.rule))
    edits.replace(tagStart, cursor.position, Uint8Array.of(stringTag, ...text))
  }

  /** The one field of `ArrayValue` and `KeyValueList`, which has the same number in both. */
  function items(verdict: Verdict, messageEnd: number, depth: number, arePairs = false): void {
    const lengthStart = cursor.position
    const end = cursor.fieldEnd(messageEnd)
    const contentStart = cursor.position
    const grownBytes = edits.grownBytes
    while (cursor.position < end) {
      const tagStart = cursor.position
      const tag = cursor.tag(end)
      if (tag !== firstFieldTag) cursor.skip(tag, end)
      else if (arePairs) innerPair(verdict, tagStart, end, depth + 1)
      else value(verdict, end, depth + 1)
    }
    mend(lengthStart, contentStart, end, grownBytes)
  }

  /** What is under a key that is redacted is so whatever its own key. */
  function innerPair(outer: Verdict, tagStart: number, messageEnd: number, depth: number): void {
    const lengthStart = cursor.position
    const end = cursor.fieldEnd(messageEnd)
    const contentStart = cursor.position
    const verdict = outer.rule === undefined ? verdictOf(keyIndexTags.attribute, end).within : outer
    if (verdict.isRemoval) remove(verdict, tagStart, end)
    else pair(verdict, lengthStart, contentStart, end, depth)
  }

  function text(verdict: Verdict, messageEnd: number): void {
    const lengthStart = cursor.position
    const end = cursor.fieldEnd(messageEnd)
    const start = cursor.position
    const replacement = judge.text(bytes, start, end, verdict, siblings)
    if (replacement !== undefined) edits.replace(lengthStart, end, withLength(replacement))
    cursor.moveTo(end)
  }

  return (fields, request, itsStrings) => {
    // A `Buffer` among plain arrays makes every access to either slow.
    bytes = new Uint8Array(request.buffer, request.byteOffset, request.byteLength)
    siblings.bytes = bytes
    strings = itsStrings
    cursor.restart(bytes)
    edits.restart()
    message(fields, bytes.length)
    return cursor.failure === undefined ? ok(edits.appliedTo(request)) : err(cursor.failure)
  }
}
