import assert from 'node:assert/strict'
import { appendFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { readAtOnceBytes } from '../../limits.ts'
import { temporaryFolder } from '../testing/sampler.ts'
import { decodeEntries, type Entry, encodeEntry, entryHeadBytes, type SettledNote } from './entries.ts'
import { openPendingLog } from './pending-log.ts'
import type { Place } from './segment.ts'

const spansOf = (text: string): Entry => ({ kind: 'spans', bytes: Buffer.from(text) })

async function openLog(t: TestContext, folder: string, segmentBytes = 1_000_000) {
  const told: string[] = []
  const found: { readonly text: string; readonly place: Place }[] = []
  const opened = await openPendingLog({
    folder,
    segmentBytes,
    tell: sentence => told.push(sentence),
    onNote: () => {},
    onSpans: (bytes, place) => found.push({ text: Buffer.from(bytes).toString(), place }),
  })
  assert.ok(opened.ok, opened.ok ? '' : opened.error)
  const log = opened.value
  t.after(() => log.close())
  return { ...log, told, texts: found.map(({ text }) => text) }
}

async function readTexts(log: Awaited<ReturnType<typeof openLog>>, places: readonly Place[]): Promise<string[]> {
  const texts: string[] = []
  for await (const [, bytes] of log.read(places)) texts.push(Buffer.from(bytes).toString())
  return texts
}

const filesIn = async (folder: string) => (await readdir(folder)).sort().map(name => join(folder, name))

test('any entry comes back from its bytes', () => {
  const traceId = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(bytes => Buffer.from(bytes).toString('hex'))
  const settledTrace = fc.tuple(traceId, fc.boolean()).map(([traceId, isKept]) => ({ traceId, isKept }))
  const entry: fc.Arbitrary<Entry> = fc.oneof(
    fc.uint8Array().map((bytes): Entry => ({ kind: 'spans', bytes: Buffer.from(bytes) })),
    fc
      .tuple(fc.maxSafeNat(), fc.array(settledTrace))
      .map(([endNumber, traces]): Entry => ({ kind: 'settled', endNumber, traces })),
  )
  fc.assert(
    fc.property(fc.array(entry), fc.nat(), (entries, cut) => {
      const file = Buffer.concat(entries.flatMap(encodeEntry))
      assert.deepEqual(
        [...decodeEntries(file)].map(found => found.entry),
        entries,
      )
      const ends = entries.map((_, at) => Buffer.concat(entries.slice(0, at + 1).flatMap(encodeEntry)).length)
      const whole = ends.filter(end => end <= cut % (file.length + 1)).length
      assert.equal([...decodeEntries(file.subarray(0, cut % (file.length + 1)))].length, whole)
    }),
  )
})

test('entries are found again in their order, over several files, and numbered on', async t => {
  const folder = await temporaryFolder(t)
  const first = await openLog(t, folder, 30)
  await Promise.all(['a', 'b', 'c'].map(text => first.append(spansOf(text))))
  await first.append(spansOf('d'))
  assert.equal((await filesIn(folder)).length, 2)
  await first.close()
  const second = await openLog(t, folder, 30)
  assert.deepEqual(second.texts, ['a', 'b', 'c', 'd'])
  assert.equal((await second.append(spansOf('e'))).number, 4)
})

test('notes come before the spans that they speak of', async t => {
  const folder = await temporaryFolder(t)
  const note: SettledNote = { kind: 'settled', endNumber: 1, traces: [{ traceId: '1'.repeat(32), isKept: true }] }
  const first = await openLog(t, folder)
  for (const entry of [spansOf('a'), note, spansOf('b')]) await first.append(entry)
  await first.close()
  const seen: unknown[] = []
  const options = { folder, segmentBytes: 1, tell: () => {} }
  const onSpans = (bytes: Uint8Array, { number }: Place) => seen.push([Buffer.from(bytes).toString(), number])
  const second = await openPendingLog({ ...options, onNote: found => seen.push(found), onSpans })
  assert.deepEqual(seen, [note, ['a', 0], ['b', 2]])
  assert.ok(second.ok)
  await second.value.close()
})

test('entries are read in runs, one that is too far from the first of a run in another', async t => {
  const log = await openLog(t, await temporaryFolder(t), 10 * readAtOnceBytes)
  const large = 'x'.repeat(readAtOnceBytes)
  const places: Place[] = []
  for (const text of ['a', 'b', large, 'c', 'd']) places.push(await log.append(spansOf(text)))
  assert.deepEqual(await readTexts(log, places), ['a', 'b', large, 'c', 'd'])
  assert.deepEqual(await readTexts(log, [...places.slice(0, 1), ...places.slice(4)]), ['a', 'd'])
})

test('what was cut off at the end was promised to nobody, and is passed over in silence', async t => {
  const folder = await temporaryFolder(t)
  const first = await openLog(t, folder)
  await first.append(spansOf('a'))
  await first.append(spansOf('b'))
  await first.close()
  const [file = ''] = await filesIn(folder)
  await truncate(file, 2 * (entryHeadBytes + 1) - 1)
  const second = await openLog(t, folder)
  assert.deepEqual(second.texts, ['a'])
  assert.deepEqual(second.told, [])
})

test('a file without a whole entry is removed, and its number is given anew', async t => {
  const folder = await temporaryFolder(t)
  const first = await openLog(t, folder)
  await first.append(spansOf('a'))
  await first.close()
  const [file = ''] = await filesIn(folder)
  await truncate(file, entryHeadBytes)
  const second = await openLog(t, folder)
  assert.deepEqual(await filesIn(folder), [])
  assert.equal((await second.append(spansOf('b'))).number, 0)
})

test('damage in an older file is told, and what comes before and after it is kept', async t => {
  const folder = await temporaryFolder(t)
  const first = await openLog(t, folder, 1 + 2 * (entryHeadBytes + 1))
  for (const text of ['a', 'b', 'c', 'd']) await first.append(spansOf(text))
  await first.close()
  const [file = ''] = await filesIn(folder)
  const bytes = await readFile(file)
  bytes.write('?', 2 * entryHeadBytes + 1)
  await writeFile(file, bytes)
  const second = await openLog(t, folder)
  assert.deepEqual(second.texts, ['a', 'd'])
  assert.deepEqual(second.told, [
    `${file} is damaged: ${2 * (entryHeadBytes + 1)} bytes of spans that waited are lost.`,
  ])
})

test('an entry that the disk refuses is refused, and does not come back', async t => {
  const folder = await temporaryFolder(t)
  const log = await openLog(t, folder)
  const { segment } = await log.append(spansOf('a'))
  const writev = t.mock.method(segment.file, 'writev', async () => {
    await appendFile(segment.path, Buffer.concat(encodeEntry(spansOf('b'))))
    throw new Error('ENOSPC')
  })
  await assert.rejects(log.append(spansOf('b')), /ENOSPC/)
  writev.mock.restore()
  await log.append(spansOf('c'))
  assert.equal(log.bytes(), 2 * (entryHeadBytes + 1))
  await log.close()
  assert.deepEqual((await openLog(t, folder)).texts, ['a', 'c'])
})

test('the oldest files go when nobody holds their entries, in order', async t => {
  const folder = await temporaryFolder(t)
  const log = await openLog(t, folder, 1)
  const places: Place[] = []
  for (const text of ['a', 'b', 'c']) places.push(await log.append(spansOf(text)))
  const [a, b, c] = places
  assert.ok(a && b && c)
  log.release(b)
  await log.append(spansOf('d'))
  assert.equal((await filesIn(folder)).length, 4)
  log.release(a)
  assert.ok(log.isOldest(c))
  await log.append(spansOf('e'))
  assert.equal((await filesIn(folder)).length, 3)
})

test('a folder that cannot be used is a sentence', async t => {
  const file = join(await temporaryFolder(t), 'file')
  await writeFile(file, '')
  const opened = await openPendingLog({
    folder: file,
    segmentBytes: 1,
    tell: () => {},
    onNote: () => {},
    onSpans: () => {},
  })
  assert.match(opened.ok ? '' : opened.error, /file cannot be used: EEXIST/)
})
