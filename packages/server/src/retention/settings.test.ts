import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as Value from 'typebox/value'
import { RetentionSchema, retentionOf } from './settings.ts'

test('by default what is stored is kept as long as it fits into ten gibibytes', () => {
  const settings = Value.Parse(RetentionSchema, Value.Default(RetentionSchema, {}))
  assert.deepEqual(retentionOf(settings), { ageMs: undefined, sizeBytes: 10 * 1024 ** 3 })
})

test('age and size are read with their units', () => {
  assert.deepEqual(retentionOf({ age: '36h', size: '500MB' }), { ageMs: 36 * 3_600_000, sizeBytes: 500_000_000 })
})
