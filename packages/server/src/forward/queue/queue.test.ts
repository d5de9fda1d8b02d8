import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { queueLimits } from '../../limits.ts'
import { type Signal, TooLarge } from '../../pipeline/payload.ts'
import { onlyTraces, openTestQueue as open, payloadOf, readAll, roomy, textsOf } from '../testing/queue.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import type { Queue } from './queue.ts'
import { recordHeaderBytes } from './record.ts'

test('what was taken is one request for each signal, in the order in which it came', async t => {
  const queue = await open(t)
  const sent: [string, Signal][] = [
    ['a', 'traces'],
    ['x', 'logs'],
    ['b', 'traces'],
    ['y', 'logs'],
  ]
  for (const [text, signal] of sent) await queue.take(payloadOf(text, { signal }))
  assert.deepEqual(await readAll(queue), ['ab', 'xy'])
  assert.equal(await queue.read(), undefined)
})

test('profiles are not joined', async t => {
  const queue = await open(t)
  for (const text of ['a', 'b']) await queue.take(payloadOf(text, { signal: 'profiles' }))
  assert.deepEqual(await readAll(queue), ['a', 'b'])
})

test('a batch ends before the payload that would have too many items', async t => {
  const queue = await open(t, { batch: { ...roomy.batch, items: 10 } })
  for (const [text, itemCount] of Object.entries({ a: 4, b: 6, c: 1, d: 11, e: 1 })) {
    await queue.take(payloadOf(text, { itemCount }))
  }
  assert.deepEqual(await readAll(queue), ['ab', 'c', 'd', 'e'])
})

test('a batch ends before the payload that would have too many bytes', async t => {
  const twoRecords = 2 * (recordHeaderBytes + 3)
  const queue = await open(t, { batch: { ...roomy.batch, bytes: twoRecords } })
  for (const text of ['aaa', 'bbb', 'ccc', 'dddd', 'e'.repeat(twoRecords)]) await queue.take(payloadOf(text))
  assert.deepEqual(await readAll(queue), ['aaabbb', 'ccc', 'dddd', 'e'.repeat(twoRecords)])
})

test('a batch is due when there are enough items', async t => {
  const queue = await open(t, { batch: { ...roomy.batch, items: 3 } })
  let isDue = false
  const due = queue.due().then(() => {
    isDue = true
  })
  await queue.take(payloadOf('a', { itemCount: 2 }))
  await queue.stats()
  assert.equal(isDue, false)
  await queue.take(payloadOf('b'))
  await due
})

test('a batch is due when it has waited long enough, and again when another has', async t => {
  const queue = await open(t, { batch: { ...roomy.batch, timeoutMs: 1 } })
  for (const text of ['a', 'b']) {
    await queue.take(payloadOf(text))
    await queue.due()
    assert.deepEqual(await readAll(queue), [text])
  }
})

test('a batch is due at once when there is no time left', async t => {
  const queue = await open(t)
  const due = queue.due()
  queue.hurry()
  await due
})

test('a batch that is not finished is read again after the next start, the same to the byte', async t => {
  const folder = await temporaryFolder(t)
  const first = await open(t, { folder })
  for (const text of ['a', 'b']) await first.take(payloadOf(text))
  assert.deepEqual(textsOf(await first.read()), ['ab'])
  await first.take(payloadOf('c'))
  await first.close()
  const second = await open(t, { folder })
  assert.deepEqual(second.stats().queuedItems, onlyTraces(3))
  await second.due()
  assert.deepEqual(await readAll(second), ['ab', 'c'])
  assert.deepEqual(second.stats().queuedItems, onlyTraces(0))
})

test('what is finished does not come back after the next start', async t => {
  const folder = await temporaryFolder(t)
  const first = await open(t, { folder, batch: { ...roomy.batch, items: 1 } })
  for (const text of ['a', 'b', 'c']) await first.take(payloadOf(text))
  for (const text of ['a', 'b']) {
    const batch = await first.read()
    assert.deepEqual(textsOf(batch), [text])
    if (batch) await first.finish(batch)
  }
  await first.close()
  const second = await open(t, { folder })
  assert.deepEqual(second.stats().queuedItems, onlyTraces(1))
  assert.deepEqual(await readAll(second), ['c'])
})

/** A queue of so many bytes has segments of a sixteenth of that: each of these payloads fills one. */
const sizeBytes = 1600
const filling = (text: string) => payloadOf(text.repeat(100 - recordHeaderBytes))
const letters = 'abcdefghijklmnop'

test('a queue keeps what fits to the last byte, and for one byte more the oldest goes', async t => {
  const queue = await open(t, { sizeBytes })
  for (const letter of letters) await queue.take(filling(letter))
  assert.equal(queue.stats().queuedBytes, sizeBytes)
  assert.deepEqual(queue.stats().evictedItems, onlyTraces(0))
  await queue.take(payloadOf(''))
  assert.deepEqual(queue.stats().evictedItems, onlyTraces(1))
  const left = (await readAll(queue)).join('')
  assert.equal(left[0], 'b')
  assert.equal(left.at(-1), 'p')
})

test('a queue that shall refuse does so for the first byte that does not fit, and keeps its oldest', async t => {
  const queue = await open(t, { sizeBytes, whenFull: 'refuse' })
  for (const letter of letters) await queue.take(filling(letter))
  await assert.rejects(queue.take(payloadOf('')), /full/)
  assert.equal(queue.stats().refusedPayloads, 1)
  assert.equal((await readAll(queue))[0]?.[0], 'a')
  await queue.take(payloadOf('now there is room'))
})

test('a payload as large as the queue is taken, a larger one is dropped and counted, and drops no other', async t => {
  const queue = await open(t, { sizeBytes })
  await queue.take(filling('a'))
  await queue.take(payloadOf('b'.repeat(sizeBytes - recordHeaderBytes)))
  assert.deepEqual(queue.stats().evictedItems, onlyTraces(1))
  await queue.take(payloadOf('c'.repeat(sizeBytes - recordHeaderBytes + 1)))
  assert.deepEqual(queue.stats().evictedItems, onlyTraces(2))
  assert.deepEqual(queue.stats().queuedItems, onlyTraces(1))
})

test('a queue that shall refuse refuses for good what is larger than itself', async t => {
  const queue = await open(t, { sizeBytes, whenFull: 'refuse' })
  const isTooLarge = (error: unknown) => error instanceof TooLarge && /can hold/.test(error.message)
  await assert.rejects(queue.take(payloadOf('c'.repeat(sizeBytes - recordHeaderBytes + 1))), isTooLarge)
  await queue.take(payloadOf('b'.repeat(sizeBytes - recordHeaderBytes)))
  assert.equal(queue.stats().refusedPayloads, 1)
})

test('a queue that shall refuse has room again as soon as what filled it is dealt with', async t => {
  const queue = await open(t, { sizeBytes, whenFull: 'refuse' })
  const whole = payloadOf('a'.repeat(sizeBytes - recordHeaderBytes))
  for (let round = 0; round < 3; round++) {
    await queue.take(whole)
    const batch = await queue.read()
    assert.ok(batch)
    await assert.rejects(queue.take(payloadOf('')), /full/)
    await queue.finish(batch)
    assert.equal(queue.stats().queuedBytes, 0)
  }
})

test('what waits for the disk is bounded to the byte', async t => {
  const queue = await open(t, { sizeBytes: 2 * queueLimits.waitingBytes })
  const largest = queue.take({
    ...payloadOf(''),
    bytes: Buffer.alloc(queueLimits.waitingBytes - 2 * recordHeaderBytes),
  })
  const last = queue.take(payloadOf(''))
  await assert.rejects(queue.take(payloadOf('')), /more to write than it can hold/)
  await Promise.all([largest, last])
  await queue.take(payloadOf(''))
})

test('a queue that is closed refuses what comes', async t => {
  const queue = await open(t)
  await queue.close()
  await assert.rejects(queue.take(payloadOf('a')), /closed/)
})

test('a batch that is evicted under way counts as evicted when it is given up, and as queued until then', async t => {
  const queue = await open(t, { sizeBytes })
  for (const letter of letters) await queue.take(filling(letter))
  const batch = await queue.read()
  assert.ok(batch)
  assert.ok(queue.holds(batch))
  await queue.take(filling('q'))
  assert.ok(!queue.holds(batch))
  assert.deepEqual(queue.stats().evictedItems, onlyTraces(0))
  assert.deepEqual(queue.stats().queuedItems, onlyTraces(17))
  await queue.giveUp(batch, batch.requests)
  assert.deepEqual(queue.stats().evictedItems, onlyTraces(1))
  assert.deepEqual(queue.stats().queuedItems, onlyTraces(16))
  assert.equal((await readAll(queue))[0]?.[0], 'b')
})

const needsRoot = process.getuid?.() === 0 && existsSync('/bin/mount') ? false : 'only root can mount a small disk'

test('a disk that is full refuses what comes, and can still be emptied', { skip: needsRoot }, async t => {
  const queue = await open(t, { folder: join(await mountSmallDisk(t), 'queue') })
  const taken: string[] = []
  const refusal = await takeUntilRefused(queue, taken).catch((error: Error) => error)
  assert.match(refusal.message, /the disk took|ENOSPC/)
  assert.equal(queue.stats().refusedPayloads, 1)
  assert.equal((await readAll(queue)).join(''), taken.join(''))
})

test('a disk that is full takes more once what it held is sent, whether that is before it is full or after', {
  skip: needsRoot,
}, async t => {
  // All of it fits into one segment, to which appends still go when the disk is full.
  const queue = await open(t, { folder: join(await mountSmallDisk(t), 'queue'), sizeBytes: 16 * roomy.sizeBytes })
  const taken: string[] = []
  await takeUntilRefused(queue, taken).catch(() => undefined)
  assert.equal((await readAll(queue)).join(''), taken.splice(0).join(''))
  assert.equal(queue.stats().queuedBytes, 0)

  const most = 'a'.repeat(200_000)
  await queue.take(payloadOf(most))
  assert.equal((await readAll(queue)).join(''), most)
  await assert.rejects(queue.take(payloadOf(most)), /the disk took|ENOSPC/)
  await queue.take(payloadOf(most))
  assert.equal((await readAll(queue)).join(''), most)
})

async function takeUntilRefused(queue: Queue, taken: string[]): Promise<never> {
  for (let number = 0; ; number++) {
    const text = `${number} `.padEnd(1000, '.')
    await queue.take(payloadOf(text))
    taken.push(text)
  }
}

async function mountSmallDisk(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-disk-'))
  execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder])
  t.after(async () => {
    // Lazily: what the test has open is closed after this.
    execFileSync('/bin/umount', ['--lazy', folder])
    await rmdir(folder)
  })
  return folder
}

test('damage costs what follows it in its segment, and is counted', async t => {
  const folder = await temporaryFolder(t)
  const first = await open(t, { folder, sizeBytes })
  for (const letter of 'ab') await first.take(filling(letter))
  await first.close()
  const [path = ''] = (await readdir(folder)).filter(name => name.endsWith('.queue')).sort()
  const bytes = await readFile(join(folder, path))
  bytes.writeUInt8(0xff, 50)
  await writeFile(join(folder, path), bytes)
  const second = await open(t, { folder, sizeBytes })
  assert.equal(second.stats().damagedBytes, 100)
  assert.equal((await readAll(second)).join('')[0], 'b')
})
