import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import { type StoreLimits, storeLimits } from '../limits.ts'
import { tableOf } from '../schema/table.ts'
import { temporaryFolder } from '../testing/temporary-store.ts'
import { type ClosedSegment, createSegmentIds } from './files.ts'
import { headerOf } from './header.ts'
import { decodeMarks } from './marks.ts'
import { createSegmentWriter } from './segment-writer.ts'

const table = tableOf('otel_traces')
const segmentHeader = headerOf(table)

async function temporaryWriter(t: TestContext, limits: Partial<StoreLimits> = {}) {
  const folder = await temporaryFolder(t)
  const closed: ClosedSegment[] = []
  const events = new EventEmitter()
  const writer = createSegmentWriter({
    folder,
    table,
    nextId: createSegmentIds(),
    limits: { ...storeLimits, ...limits },
    log: assert.fail,
    onClosed(segment) {
      closed.push(segment)
      events.emit('closed')
    },
  })
  return { folder, closed, writer, nextClosed: () => once(events, 'closed') }
}

const rowsOf = (bytes: number, rows = 1) => ({ bytes: Buffer.alloc(bytes, 'r'), rows })

test('appends of one moment share a write, and each has its own mark', async t => {
  const { writer, closed } = await temporaryWriter(t)
  await Promise.all([1, 2, 3].map(rows => writer.append(rowsOf(10, rows))))
  await writer.closeSegment()
  const [segment] = closed
  assert.ok(segment)
  assert.equal(segment.rows, 6)
  assert.equal((await stat(segment.rowsPath)).size, segmentHeader.length + 30)
  const marks = decodeMarks(await readFile(segment.marksPath))
  assert.deepEqual(
    marks.map(({ rows, endOffset }) => [rows, endOffset - segmentHeader.length]),
    [
      [0, 0],
      [1, 10],
      [2, 20],
      [3, 30],
    ],
  )
})

test('a segment is closed by the append that fills it, not by the one before', async t => {
  const { writer, closed } = await temporaryWriter(t, { segmentBytes: segmentHeader.length + 20, segmentAgeMs: 60_000 })
  await writer.append(rowsOf(10))
  await writer.append(rowsOf(9))
  assert.equal(closed.length, 0)
  await writer.append(rowsOf(1))
  await writer.append(rowsOf(1))
  assert.equal(closed.length, 1)
  await writer.closeSegment()
  assert.deepEqual(
    closed.map(({ rows }) => rows),
    [3, 1],
  )
})

test('a segment is closed when it is old enough, and none is while nothing comes', async t => {
  const { writer, nextClosed, closed } = await temporaryWriter(t, { segmentAgeMs: 5 })
  await writer.closeSegment()
  assert.equal(closed.length, 0)
  const aged = nextClosed()
  await writer.append(rowsOf(1))
  await aged
  assert.equal(closed.length, 1)
})

test('an append without rows does not touch the disk', async t => {
  const { writer, closed } = await temporaryWriter(t)
  await writer.append(rowsOf(0, 0))
  await writer.closeSegment()
  assert.equal(closed.length, 0)
})

test('ids of segments are in the order of their creation', async t => {
  const { writer, closed } = await temporaryWriter(t)
  for (let count = 0; count < 12; count++) {
    await writer.append(rowsOf(1))
    await writer.closeSegment()
  }
  const ids = closed.map(({ id }) => id)
  assert.deepEqual(ids, [...new Set(ids)].sort())
})
