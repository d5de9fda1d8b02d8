import { ProtoReader } from '../wire/proto-reader.ts'
import { ProtoWriter } from '../wire/proto-writer.ts'
import { payloadAt } from '../wire/read-at.ts'
import { type SpanIndex, spanWord, wordOf } from './span-index.ts'

/** The field of a group whose messages are what is grouped: spans in a scope, scopes in a resource. */
const items = 2

/**
 * A request with these spans alone, in the order that they had, copied byte for byte under the resources and scopes that they
 * had, unknown fields included. Groups none of whose spans are among them are left out.
 */
export function selectSpans(index: SpanIndex, chosen: readonly number[]): Uint8Array {
  const { bytes } = index
  // In order, each group is opened once: opening one means to pass over all that is in it.
  const spans = chosen.toSorted((a, b) => a - b)
  const writer = ProtoWriter.growing(Math.ceil((bytes.length * spans.length) / (index.spans.count || 1)))
  for (let from = 0; from < spans.length; ) {
    const resource = resourceOf(index, spans[from])
    const mark = beginGroup(writer, 1, payloadAt(bytes, index.resources[resource]?.ref ?? 0))
    while (from < spans.length && resourceOf(index, spans[from]) === resource)
      from = writeScope(index, spans, from, writer)
    writer.end(mark)
  }
  return writer.written()
}

/** Writes those that are in the scope of the first, and returns the place of the one behind them. */
function writeScope(index: SpanIndex, spans: readonly number[], from: number, writer: ProtoWriter): number {
  const scope = scopeOf(index, spans[from])
  const mark = beginGroup(writer, items, payloadAt(index.bytes, index.scopes[scope]?.ref ?? 0))
  let at = from
  for (; at < spans.length && scopeOf(index, spans[at]) === scope; at++) {
    const ref = wordOf(index.spans, spans[at] ?? 0, spanWord.message)
    writer.bytes(items, payloadAt(index.bytes, ref))
  }
  writer.end(mark)
  return at
}

/** Opens a group like `message`, with all that it had but its items. */
function beginGroup(writer: ProtoWriter, field: number, message: Uint8Array): number {
  const mark = writer.begin(field)
  const reader = new ProtoReader(message)
  for (let start = 0; reader.next(); start = reader.offset) {
    reader.skip()
    if (reader.field !== items) writer.raw(message.subarray(start, reader.offset))
  }
  return mark
}

const scopeOf = ({ spans }: SpanIndex, span: number | undefined): number => wordOf(spans, span ?? 0, spanWord.scope)

const resourceOf = (index: SpanIndex, span: number | undefined): number =>
  index.scopes[scopeOf(index, span)]?.resource ?? 0
