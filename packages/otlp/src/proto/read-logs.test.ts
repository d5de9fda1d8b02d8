import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyValueDepthMax, hollowMessagesMax } from '../limits.ts'
import type { LogRecord } from '../model/logs.ts'
import { message, payload } from '../testing/internal/span-payload.ts'
import { unwrap, unwrapError } from '../testing/internal/unwrap.ts'
import { ProtoWriter } from '../wire/proto-writer.ts'
import { readLogsProto } from './read-logs.ts'

// A record is where a span is in the payload of traces: below the resource and the scope.

function readRecord(write: (writer: ProtoWriter) => void): LogRecord {
  const record = unwrap(readLogsProto(payload(write))).resourceLogs[0]?.scopeLogs[0]?.logRecords[0]
  assert.ok(record)
  return record
}

test('of a body that comes twice the last kind wins, and two lists are one', () => {
  const item = (w: ProtoWriter, value: number) =>
    message(w, 5, () => message(w, 5, () => message(w, 1, () => w.varint(3, value))))
  const replaced = readRecord(w => {
    message(w, 5, () => w.string(1, 'replaced'))
    message(w, 5, () => w.bool(2, false))
  })
  assert.deepEqual(replaced.body, { kind: 'bool', value: false })
  const merged = readRecord(w => {
    item(w, 1)
    item(w, 2)
  })
  assert.deepEqual(merged.body, {
    kind: 'array',
    values: [
      { kind: 'int', value: 1n },
      { kind: 'int', value: 2n },
    ],
  })
})

test('the field that was the name before 1.0 is passed over, as are those to come', () => {
  const record = readRecord(w => {
    w.string(4, 'a name')
    w.string(1002, 'from the future')
    w.string(12, 'an event')
  })
  assert.equal(record.eventName, 'an event')
})

test(`a body nests ${anyValueDepthMax} deep and not one more`, () => {
  const nested = (w: ProtoWriter, depth: number): void => {
    if (depth > 1) message(w, 5, () => message(w, 1, () => nested(w, depth - 1)))
  }
  const body = (depth: number) => (w: ProtoWriter) => message(w, 5, () => nested(w, depth))
  assert.equal(readRecord(body(anyValueDepthMax)).body.kind, 'array')
  const sentence = unwrapError(readLogsProto(payload(body(anyValueDepthMax + 1))))
  assert.match(sentence, /^byte \d+ begins a value nested deeper than 31$/)
})

test(`${hollowMessagesMax} records may be almost empty and not one more`, () => {
  const records = (count: number) => {
    const writer = ProtoWriter.growing()
    message(writer, 1, () =>
      message(writer, 2, () => {
        for (let i = 0; i < count; i++) writer.bytes(2, new Uint8Array(0))
      }),
    )
    return readLogsProto(writer.written())
  }
  assert.ok(records(hollowMessagesMax).ok)
  assert.match(unwrapError(records(hollowMessagesMax + 1)), /one more than the 10000 messages/)
})
