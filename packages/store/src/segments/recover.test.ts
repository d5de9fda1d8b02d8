import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { EncodedRows } from '../rows/encode.ts'
import { tableOf } from '../schema/table.ts'
import { temporaryFolder } from '../testing/temporary-store.ts'
import { type ClosedSegment, segmentFiles } from './files.ts'
import { headerOf } from './header.ts'
import { markBytes } from './marks.ts'
import { recoverSegments } from './recover.ts'
import { createSegment } from './segment.ts'

const table = tableOf('otel_traces')
const segmentHeader = headerOf(table)

const appends: readonly EncodedRows[] = [
  { bytes: Buffer.from('first append'), rows: 1 },
  { bytes: Buffer.from('the second'), rows: 2 },
  { bytes: Buffer.from('third'), rows: 4 },
]
/** Where each append ends in the rows file, the header first. */
const ends = [0, ...appends.map(({ bytes }) => bytes.length)].map((_, at, lengths) =>
  lengths.slice(0, at + 1).reduce((sum, length) => sum + length, segmentHeader.length),
)

/** A segment of three appends as a run leaves it that is killed before it can load. */
async function leaveSegment(t: TestContext) {
  const folder = await temporaryFolder(t)
  const segments = join(folder, 'segments')
  await mkdir(segments)
  const segment = await createSegment(segments, '1', table)
  for (const append of appends) await segment.write([append])
  await segment.close()
  const files = segmentFiles(segments, '1')
  const log: string[] = []
  const options = {
    folder: segments,
    refusedFolder: join(folder, 'refused'),
    log: (line: string) => void log.push(line),
  }
  return {
    files,
    log,
    rows: await readFile(files.rowsPath),
    marks: await readFile(files.marksPath),
    refused: () => readdir(options.refusedFolder).catch(() => []),
    recover: async (): Promise<{ segment: ClosedSegment | undefined; text: string }> => {
      const [segment] = await recoverSegments(options)
      return {
        segment,
        text: segment ? (await readFile(segment.loadPath)).subarray(segmentHeader.length).toString() : '',
      }
    },
  }
}

test('a whole segment is recovered as it is', async t => {
  const { recover, files, log } = await leaveSegment(t)
  const { segment, text } = await recover()
  assert.equal(text, 'first appendthe secondthird')
  assert.equal(segment?.loadPath, files.rowsPath)
  assert.equal(segment?.rows, 7)
  assert.deepEqual(log, [])
})

test('rows behind the last mark were not acknowledged and are cut off without a word', async t => {
  const { recover, files, rows, log } = await leaveSegment(t)
  for (let extra = 1; extra < 20; extra++) {
    await writeFile(files.rowsPath, Buffer.concat([rows, Buffer.alloc(extra, 'x')]))
    assert.equal((await recover()).text, 'first appendthe secondthird')
  }
  assert.deepEqual(log, [])
})

test('marks cut at any byte keep the appends that were acknowledged until then', async t => {
  const { recover, files, marks, log } = await leaveSegment(t)
  const kept = ['', '', 'first append', 'first appendthe second', 'first appendthe secondthird']
  for (let length = marks.length; length >= 2 * markBytes; length--) {
    await writeFile(files.marksPath, marks.subarray(0, length))
    assert.equal((await recover()).text, kept[Math.floor(length / markBytes)], `${length} bytes of marks`)
  }
  assert.deepEqual(log, [])
})

test('rows cut at any byte keep the whole appends before it, and the loss is told', async t => {
  const { recover, files, rows, log, refused } = await leaveSegment(t)
  for (let length = rows.length - 1; length >= segmentHeader.length; length--) {
    await writeFile(files.rowsPath, rows.subarray(0, length))
    const whole = Math.max(
      0,
      ends.findLastIndex(end => end <= length),
    )
    const { text, segment } = await recover()
    assert.equal(
      text,
      appends
        .slice(0, whole)
        .map(({ bytes }) => bytes)
        .join(''),
      `${length} bytes of rows`,
    )
    assert.equal(log.length, rows.length - length)
    // Nothing is left: the segment itself was moved away, and shorter ones are no different.
    if (segment === undefined) break
  }
  assert.deepEqual((await refused()).sort(), ['1.marks', '1.rows'])
})

test('a byte that changed loses its own append and no other', async t => {
  const { recover, files, rows, log } = await leaveSegment(t)
  const changed = Buffer.from(rows)
  changed.writeUInt8(changed.readUInt8((ends[1] ?? 0) + 3) ^ 1, (ends[1] ?? 0) + 3)
  await writeFile(files.rowsPath, changed)
  const { text, segment } = await recover()
  assert.equal(text, 'first appendthird')
  assert.equal(segment?.rows, 5)
  assert.match(log.join(), /segment 1 is damaged: of its acknowledged rows 2 are lost and 5 are kept/)
})

test('a segment whose header is damaged is lost whole, and kept for a person to look at', async t => {
  const { recover, files, rows, log, refused } = await leaveSegment(t)
  await writeFile(files.rowsPath, rows.fill(0, 10, 20))
  assert.equal((await recover()).segment, undefined)
  assert.match(log.join(), /7 are lost and 0 are kept/)
  assert.deepEqual((await refused()).sort(), ['1.marks', '1.rows'])
})

test('a crash during recovery changes nothing: the next one finds the same', async t => {
  const { recover, files, rows } = await leaveSegment(t)
  await writeFile(files.rowsPath, Buffer.concat([rows, Buffer.from('tail')]))
  assert.deepEqual(await recover(), await recover())
})

test('a segment of which nothing was acknowledged is removed', async t => {
  const { recover, files, log } = await leaveSegment(t)
  await writeFile(files.marksPath, '')
  assert.equal((await recover()).segment, undefined)
  assert.deepEqual(await readdir(join(files.rowsPath, '..')), [])
  assert.deepEqual(log, [])
})

test('a segment of a table that only a newer version knows stays where it is, and the others are recovered', async t => {
  const { recover, files, log, rows, marks } = await leaveSegment(t)
  const newer = segmentFiles(join(files.rowsPath, '..'), '0.otel_dreams')
  await writeFile(newer.rowsPath, rows)
  await writeFile(newer.marksPath, marks)
  assert.equal((await recover()).segment?.id, '1')
  assert.deepEqual(log, ['segment 0.otel_dreams was left by a newer version and stays for it'])
  assert.deepEqual(await readFile(newer.rowsPath), rows)
})
