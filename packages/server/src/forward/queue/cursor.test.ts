import assert from 'node:assert/strict'
import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { crc32 } from 'node:zlib'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openCursor, partBytesMax } from './cursor.ts'

async function cursorAfter(t: TestContext, damage: (path: string) => Promise<void>) {
  const path = join(await temporaryFolder(t), 'cursor')
  const cursor = await openCursor(path)
  await cursor.write({ segmentId: 1, startOffset: 10, endOffset: 20, partBytes: 4096 })
  await cursor.write({ segmentId: 1, startOffset: 20, endOffset: 20, partBytes: 4096 })
  await cursor.close()
  await damage(path)
  const reopened = await openCursor(path)
  await reopened.close()
  return reopened.last
}

async function overwrite(path: string, offset: number): Promise<void> {
  const file = await open(path, 'r+')
  await file.write(Buffer.alloc(20, 0xff), 0, 20, offset)
  await file.close()
}

test('the last position is found again', async t => {
  const { segmentId, startOffset, endOffset, partBytes } = await cursorAfter(t, async () => {})
  assert.deepEqual([segmentId, startOffset, endOffset, partBytes], [1, 20, 20, 4096])
})

test('where a crash broke the last position, the one before counts', async t => {
  const { segmentId, startOffset, endOffset } = await cursorAfter(t, path => overwrite(path, 0))
  assert.deepEqual([segmentId, startOffset, endOffset], [1, 10, 20])
})

test('a position that an earlier version wrote has parts of any size', async t => {
  const before = Buffer.alloc(40)
  for (const [at, value] of [9n, 1n, 20n, 30n].entries()) before.writeBigUInt64LE(value, 8 + 8 * at)
  before.writeUInt32LE(crc32(before.subarray(4)), 0)
  assert.deepEqual(await cursorAfter(t, path => writeFile(path, before)), {
    sequence: 9,
    segmentId: 1,
    startOffset: 20,
    endOffset: 30,
    partBytes: partBytesMax,
  })
})

test('a new cursor begins before the first segment', async t => {
  const cursor = await openCursor(join(await temporaryFolder(t), 'cursor'))
  await cursor.close()
  assert.equal(cursor.last.segmentId, 0)
})
