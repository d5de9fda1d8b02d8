import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTracesJson, readTracesProto, writeTracesJson, writeTracesProto } from './index.ts'
import { everyField } from './testing/every-field.ts'

test('every field comes back from protobuf', () => {
  assert.deepEqual(readTracesProto(writeTracesProto(everyField())), { ok: true, value: everyField() })
})

test('every field comes back from JSON', () => {
  assert.deepEqual(readTracesJson(writeTracesJson(everyField())), { ok: true, value: everyField() })
})
