import assert from 'node:assert/strict'
import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { onlyTraces, openTestQueue as open, payloadOf, readAll } from '../testing/queue.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

test('what is as old as may be is kept, and dropped a millisecond later', async t => {
  for (const [passedMs, kept] of [
    [1000, 1],
    [1001, 0],
  ] as const) {
    let nowMs = 5000
    const queue = await open(t, { ageMs: 1000, nowMs: () => nowMs })
    await queue.take(payloadOf('a'))
    nowMs += passedMs
    assert.equal((await readAll(queue)).length, kept)
    assert.deepEqual(queue.stats().evictedItems, onlyTraces(1 - kept))
  }
})

const hourMs = 3_600_000

test('a wall clock that is set by hours, either way, drops nothing and keeps nothing longer', async t => {
  t.mock.timers.enable({ apis: ['Date'], now: 100 * hourMs })
  for (const [setMs, passedMs, kept] of [
    [48 * hourMs, hourMs, 1],
    [-48 * hourMs, hourMs, 1],
    [48 * hourMs, 24 * hourMs + 1, 0],
    [-48 * hourMs, 24 * hourMs + 1, 0],
  ] as const) {
    let nowMs = 0
    t.mock.timers.setTime(100 * hourMs)
    const queue = await open(t, { ageMs: 24 * hourMs, nowMs: () => nowMs })
    await queue.take(payloadOf('a'))
    t.mock.timers.setTime(100 * hourMs + setMs)
    nowMs += passedMs
    assert.equal((await readAll(queue)).length, kept)
  }
})

test('after a restart, what is an hour old is that also where the clock was set by two days meanwhile', async t => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_000 })
  const folder = await temporaryFolder(t)
  let nowMs = 0
  const open24h = () => open(t, { folder, ageMs: 24 * hourMs, nowMs: () => nowMs })
  const first = await open24h()
  await first.take(payloadOf('a'))
  nowMs += hourMs
  t.mock.timers.tick(48 * hourMs)
  await first.close()
  const second = await open24h()
  assert.deepEqual(second.stats().queuedItems, onlyTraces(1))
  nowMs += 23 * hourMs
  assert.ok(await second.read())
  nowMs += 1
  await second.close()
  const third = await open24h()
  assert.equal(await third.read(), undefined)
  assert.deepEqual(third.stats().evictedItems, onlyTraces(1))
})

for (const [what, writtenAgoMs, passedMs, kept] of [
  ['what is as old as may be is kept', hourMs, 0, 1],
  ['what became too old meanwhile is dropped', hourMs + 1, 0, 0],
  ['what seems to come from the future is new', -hourMs, hourMs, 1],
  ['what seems to come from the future grows old from then on', -hourMs, hourMs + 1, 0],
] as const) {
  test(`after a restart, ${what}`, async t => {
    const now = 1_700_000_000_000
    t.mock.timers.enable({ apis: ['Date'], now })
    const folder = await temporaryFolder(t)
    const first = await open(t, { folder })
    await first.take(payloadOf('a'))
    await first.close()
    const [name = ''] = (await readdir(folder)).filter(name => name.endsWith('.queue'))
    const writtenAt = (now - writtenAgoMs) / 1000
    await utimes(join(folder, name), writtenAt, writtenAt)
    let nowMs = 0
    const second = await open(t, { folder, ageMs: hourMs, nowMs: () => nowMs })
    nowMs += passedMs
    assert.equal((await readAll(second)).length, kept)
  })
}
