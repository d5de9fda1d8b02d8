import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { awaitStart, drain, flush, tellStarted } from './flush.ts'
import { createRing, EXITING, EXITS, FAILS, FLUSH_ASKED, FLUSH_DONE, openRing } from './ring-layout.ts'

const openControl = (): Int32Array => openRing(createRing(1 << 10, 1 << 8)).control

describe('a drain', () => {
  const later = () => performance.now() + 60_000
  const past = () => performance.now() - 1

  test('says how the process ends, and returns when all is done that it asked for', () => {
    const control = openControl()
    drain(control, FAILS, later(), () => {
      Atomics.store(control, FLUSH_DONE, Atomics.load(control, FLUSH_ASKED))
      return false
    })
    assert.equal(control[EXITING], FAILS)
    assert.deepEqual([control[FLUSH_ASKED], control[FLUSH_DONE]], [1, 1])
  })

  test('asks again for what the exporter was given meanwhile', () => {
    const control = openControl()
    let lookCount = 0
    drain(control, EXITS, later(), () => {
      Atomics.store(control, FLUSH_DONE, Atomics.load(control, FLUSH_ASKED))
      return ++lookCount === 1
    })
    assert.deepEqual([control[FLUSH_ASKED], control[FLUSH_DONE]], [2, 2])
  })

  test('returns when its time is over', () => {
    const control = openControl()
    drain(control, EXITS, past(), () => false)
    assert.equal(control[FLUSH_DONE], 0)
  })
})

describe('a flush', () => {
  test('resolves when all is done that was asked for until then', async () => {
    const control = openControl()
    const flushed = [flush(control, 60_000), flush(control, 60_000)]
    Atomics.store(control, FLUSH_DONE, 2)
    Atomics.notify(control, FLUSH_DONE)
    await Promise.all(flushed)
  })

  test('resolves when its time is over', async () => {
    const control = openControl()
    await flush(control, 1)
    assert.equal(control[FLUSH_DONE], 0)
  })
})

describe('the start of an exporter', () => {
  test('is waited for until it is told, or for so long', () => {
    const control = openControl()
    awaitStart(control, 1)
    tellStarted(control)
    awaitStart(control, 60_000)
  })
})
