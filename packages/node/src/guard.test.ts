import assert from 'node:assert/strict'
import { channel } from 'node:diagnostics_channel'
import { test } from 'node:test'
import { subscribe } from './channels.ts'
import { internalErrors } from './guard.ts'

test('what a subscriber of ours throws does not reach who publishes, and is counted', () => {
  const error = new Error('ours')
  const unsubscribe = subscribe('throughline.test', () => {
    throw error
  })
  const { count } = internalErrors()
  channel('throughline.test').publish({})
  assert.deepEqual(internalErrors(), { count: count + 1, last: error })
  unsubscribe()
  assert.equal(channel('throughline.test').hasSubscribers, false)
})
