import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storeLimits } from '../limits.ts'
import { AppendRefused } from '../refusal.ts'
import { createGate } from './gate.ts'

const nothingWaits = { pendingBytes: 0, pendingSegments: 0 }
const written = async () => {}
const isTooLarge = (error: unknown) => error instanceof AppendRefused && error.reason === 'too_large'
const isBusy = (error: unknown) => error instanceof AppendRefused && error.reason === 'busy'

test('an append is refused when what waits for the disk would exceed the queue, and accepted up to it', async () => {
  const gate = createGate({ ...storeLimits, queuedBytes: 20 }, nothingWaits)
  const disk = Promise.withResolvers<void>()
  const first = gate.pass(19, () => disk.promise)
  const last = gate.pass(1, () => disk.promise)
  await assert.rejects(gate.pass(1, assert.fail), isBusy)
  disk.resolve()
  await Promise.all([first, last])
  await gate.pass(20, written)
})

test('there is room for as much as an append of that size would be given', async () => {
  const gate = createGate({ ...storeLimits, queuedBytes: 20 }, nothingWaits)
  const disk = Promise.withResolvers<void>()
  const first = gate.pass(19, () => disk.promise)
  gate.requireRoom(1)
  assert.throws(() => gate.requireRoom(2), isBusy)
  disk.resolve()
  await first
  // How much the rows of a request of this size take is not known before they are made.
  gate.requireRoom(21)
})

test('an append that is larger than the queue is refused for good, also when nothing waits', async () => {
  const gate = createGate({ ...storeLimits, queuedBytes: 20 }, nothingWaits)
  await assert.rejects(gate.pass(21, assert.fail), isTooLarge)
})

test('the bytes of an append that failed wait no longer', async () => {
  const gate = createGate({ ...storeLimits, queuedBytes: 20 }, nothingWaits)
  await assert.rejects(
    gate.pass(20, () => Promise.reject(new Error('the disk failed'))),
    /the disk failed/,
  )
  await gate.pass(20, written)
})

test('appends are refused while the database is as far behind as it may be, in bytes or in segments', async () => {
  const loading = { pendingBytes: 99, pendingSegments: 9 }
  const gate = createGate({ ...storeLimits, pendingBytes: 100, pendingSegments: 10 }, loading)
  await gate.pass(1, written)
  loading.pendingBytes = 100
  await assert.rejects(gate.pass(1, assert.fail), isBusy)
  loading.pendingBytes = 99
  await gate.pass(1, written)
  loading.pendingSegments = 10
  await assert.rejects(
    gate.pass(1, assert.fail),
    /the database is too far behind what was stored; send this again later/,
  )
})
