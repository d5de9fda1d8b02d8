import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyValueDepthMax, hollowMessagesMax } from '../limits.ts'
import type { LogRecord } from '../model/logs.ts'
import { unwrap, unwrapError } from '../testing/internal/unwrap.ts'
import { readLogsJson } from './read-logs.ts'

/** A payload of one record; `members` is JSON text, so that a test can write what `JSON.stringify` cannot. */
const payload = (members: string): string => `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{${members}}]}]}]}`

function readRecord(members: string): LogRecord {
  const record = unwrap(readLogsJson(payload(members))).resourceLogs[0]?.scopeLogs[0]?.logRecords[0]
  assert.ok(record)
  return record
}

const refused = (members: string): string => unwrapError(readLogsJson(payload(members)))

test('names may be in camel case or as in the .proto', () => {
  const record = readRecord('"trace_id":"AB","observed_time_unix_nano":"5","severity_text":"I","event_name":"e"')
  assert.deepEqual(
    [record.traceId, record.observedTimeUnixNano, record.severityText, record.eventName],
    ['ab', 5n, 'I', 'e'],
  )
})

test('severity is a number, also an unknown one, or a name', () => {
  const severity = (text: string) => readRecord(`"severityNumber":${text}`).severityNumber
  assert.deepEqual(['9', '"9"', '77'].map(severity), [9, 9, 77])
  const names = ['UNSPECIFIED', 'TRACE', 'TRACE4', 'DEBUG', 'INFO', 'INFO2', 'WARN', 'ERROR3', 'FATAL', 'FATAL4']
  assert.deepEqual(
    names.map(name => severity(`"SEVERITY_NUMBER_${name}"`)),
    [0, 1, 4, 5, 9, 10, 13, 19, 21, 24],
  )
  assert.match(refused('"severityNumber":"SEVERITY_NUMBER_INFO5"'), /severityNumber is not an integer/)
})

test('a body is any value, and none where it is left out', () => {
  assert.deepEqual(readRecord('"body":{"intValue":"7"}').body, { kind: 'int', value: 7n })
  assert.deepEqual(readRecord('"body":{"stringValue":""}').body, { kind: 'string', value: '' })
  for (const members of ['', '"body":null', '"body":{}']) assert.deepEqual(readRecord(members).body, { kind: 'empty' })
  assert.match(refused('"body":"text"'), /logRecords\[0\]\.body is not an object$/)
})

test(`a body nests ${anyValueDepthMax} deep and not one more`, () => {
  const nested = (depth: number): string =>
    `"body":${'{"arrayValue":{"values":['.repeat(depth - 1)}{}${']}}'.repeat(depth - 1)}`
  assert.equal(readRecord(nested(anyValueDepthMax)).body.kind, 'array')
  assert.match(refused(nested(anyValueDepthMax + 1)), /is nested deeper than 31$/)
})

test(`${hollowMessagesMax} records may be almost empty and not one more`, () => {
  const records = (count: number) =>
    readLogsJson(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[${Array(count).fill('{}').join(',')}]}]}]}`)
  assert.ok(records(hollowMessagesMax).ok)
  assert.match(unwrapError(records(hollowMessagesMax + 1)), /logRecords\[10000\] is one more than the 10000 messages/)
})
