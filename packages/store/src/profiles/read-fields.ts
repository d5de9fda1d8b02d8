import assert from 'node:assert/strict'
import { ProtoReader } from '@throughline/otlp'

/** What to do with the fields of a message, by number; others are passed over. */
export type FieldReaders = Readonly<Record<number, (reader: ProtoReader) => void>>

/** Of a message that was checked when it was received: one that cannot be read is our own mistake. */
export function readFields(message: Uint8Array, readers: FieldReaders): void {
  const reader = new ProtoReader(message)
  while (reader.next()) {
    const read = readers[reader.field]
    if (read) read(reader)
    else reader.skip()
  }
  assert.equal(reader.failure, undefined)
}
