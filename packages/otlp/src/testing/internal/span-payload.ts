import assert from 'node:assert/strict'
import type { Span, TracesData } from '../../model/traces.ts'
import { readTracesProto } from '../../proto/read-traces.ts'
import { ProtoWriter } from '../../wire/proto-writer.ts'
import { unwrap } from './unwrap.ts'

/** Writes a message field around what `write` writes. */
export function message(writer: ProtoWriter, field: number, write: () => void): void {
  const mark = writer.begin(field)
  write()
  writer.end(mark)
}

/** A payload of one span whose fields `write` writes. */
export function payload(write: (writer: ProtoWriter) => void): Uint8Array {
  const writer = ProtoWriter.growing()
  message(writer, 1, () => message(writer, 2, () => message(writer, 2, () => write(writer))))
  return writer.written()
}

export function spanOf(data: TracesData): Span {
  const span = data.resourceSpans[0]?.scopeSpans[0]?.spans[0]
  assert.ok(span)
  return span
}

export const readSpan = (write: (writer: ProtoWriter) => void): Span => spanOf(unwrap(readTracesProto(payload(write))))
