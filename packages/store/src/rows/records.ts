import { attributeWord, type IntTable, int64At, payloadAt, type SpanIndex, varintAt } from '@throughline/otlp'
import type { RowWriter } from '../rowbinary/writer.ts'
import { textOfDouble, textOfValue, valueCodes } from './any-value.ts'

/**
 * Writes what a column has of one record of an index: of a span, of an event or of a link, whose words begin at `record` in
 * `ints`. Hot path: several dozen calls a span. No object, no bigint, no string but for numbers.
 */
export type WriteRecord = (out: RowWriter, index: SpanIndex, ints: Int32Array, record: number) => void

export const textOf =
  (word: number): WriteRecord =>
  (out, { bytes }, ints, record) =>
    out.textAt(bytes, ints[record + word] ?? 0)

export const hexOf =
  (word: number): WriteRecord =>
  (out, { bytes }, ints, record) =>
    out.hexAt(bytes, ints[record + word] ?? 0)

export const timeOf =
  (word: number): WriteRecord =>
  (out, { bytes }, ints, record) =>
    out.eightBytesAt(bytes, ints[record + word] ?? 0)

/** Also of unsigned numbers: the bits are the same. */
export const int32Of =
  (word: number): WriteRecord =>
  (out, _index, ints, record) =>
    out.int32(ints[record + word] ?? 0)

/** The number's name, empty where it has none. */
export const nameOf =
  (word: number, names: readonly string[]): WriteRecord =>
  (out, _index, ints, record) =>
    out.ascii(names[ints[record + word] ?? 0] ?? '')

/** Nanoseconds from one time to the other; 0 where that is the earlier one. Times are unsigned. */
export const durationOf =
  (fromWord: number, toWord: number): WriteRecord =>
  (out, { bytes }, ints, record) => {
    const from = ints[record + fromWord] ?? 0
    const to = ints[record + toWord] ?? 0
    const low = lowAt(bytes, to) - lowAt(bytes, from)
    const high = highAt(bytes, to) - highAt(bytes, from) - (low < 0 ? 1 : 0)
    out.int32(high < 0 ? 0 : low | 0)
    out.int32(high < 0 ? 0 : high | 0)
  }

/** A list of what `write` writes of each record of another table. */
export const eachOf =
  (table: 'events' | 'links', firstWord: number, write: WriteRecord): WriteRecord =>
  (out, index, ints, record) => {
    const count = ints[record + firstWord + 1] ?? 0
    out.varint(count)
    if (count > 0) writeEach(out, index, index[table], ints[record + firstWord] ?? 0, count, write)
  }

type AttributeTable = 'attributes' | 'innerAttributes'

/** Attributes as the exporter's tables hold them: see `attributeTexts`. */
export const attributeTextsOf =
  (table: AttributeTable, firstWord: number): WriteRecord =>
  (out, index, ints, record) => {
    const count = ints[record + firstWord + 1] ?? 0
    out.varint(count)
    writeEach(out, index, index[table], ints[record + firstWord] ?? 0, count, writeAttributeText)
  }

/** See `attributeTypes`. */
export const attributeTypesOf =
  (table: AttributeTable, firstWord: number): WriteRecord =>
  (out, index, ints, record) => {
    const first = ints[record + firstWord] ?? 0
    const count = ints[record + firstWord + 1] ?? 0
    if (areTexts(index[table], first, count)) return out.varint(0)
    out.varint(count)
    writeEach(out, index, index[table], first, count, writeKind)
  }

function writeEach(
  out: RowWriter,
  index: SpanIndex,
  { ints, wordsPerRecord }: IntTable,
  first: number,
  count: number,
  write: WriteRecord,
): void {
  for (let at = first; at < first + count; at++) write(out, index, ints, at * wordsPerRecord)
}

function areTexts({ ints, wordsPerRecord }: IntTable, first: number, count: number): boolean {
  for (let at = first; at < first + count; at++) {
    if (ints[at * wordsPerRecord + attributeWord.kind] !== valueCodes.string) return false
  }
  return true
}

const writeKind: WriteRecord = (out, _index, ints, attribute) => out.uint8(ints[attribute + attributeWord.kind] ?? 0)

const writeAttributeText: WriteRecord = (out, index, ints, attribute) => {
  out.textAt(index.bytes, ints[attribute + attributeWord.key] ?? 0)
  writeValueText(out, index, ints[attribute + attributeWord.kind] ?? 0, ints[attribute + attributeWord.value] ?? 0)
}

/** The same text as `textOfValue`. */
function writeValueText(out: RowWriter, { bytes, lists }: SpanIndex, kind: number, value: number): void {
  switch (kind) {
    case valueCodes.empty:
      out.ascii('')
      break
    case valueCodes.string:
      out.textAt(bytes, value)
      break
    case valueCodes.bool:
      out.ascii(value === 0 ? 'false' : 'true')
      break
    case valueCodes.int:
      out.ascii(textOfInt(bytes, value))
      break
    case valueCodes.double:
      out.ascii(textOfDouble(viewOf(bytes).getFloat64(value, true)))
      break
    case valueCodes.bytes:
      out.text(textOfValue({ kind: 'bytes', value: payloadAt(bytes, value) }))
      break
    default:
      out.text(textOfValue(lists[value] ?? { kind: 'empty' }))
  }
}

function textOfInt(bytes: Uint8Array, offset: number): string {
  const value = varintAt(bytes, offset)
  return Number.isSafeInteger(value) ? String(value) : String(int64At(bytes, offset))
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const lowAt = (bytes: Uint8Array, offset: number): number => (offset === 0 ? 0 : uint32At(bytes, offset))
const highAt = (bytes: Uint8Array, offset: number): number => (offset === 0 ? 0 : uint32At(bytes, offset + 4))

const uint32At = (bytes: Uint8Array, offset: number): number =>
  ((bytes[offset] ?? 0) |
    ((bytes[offset + 1] ?? 0) << 8) |
    ((bytes[offset + 2] ?? 0) << 16) |
    ((bytes[offset + 3] ?? 0) << 24)) >>>
  0
