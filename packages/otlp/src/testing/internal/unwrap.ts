import assert from 'node:assert/strict'
import type { Result } from '../../result.ts'

export function unwrap<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? '' : result.error)
  return result.value
}

export function unwrapError(result: Result<unknown>): string {
  assert.ok(!result.ok, 'this should have been refused')
  return result.error
}
