import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { statfs } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import { requireFreeSpace } from './free-space.ts'
import type { Store, StoreOptions } from './index.ts'
import { AppendRefused } from './refusal.ts'
import { mountSmallDisk, smallDiskSkip } from './testing/small-disk.ts'
import { attribute, batchOf, serviceSpans, spanIdOf, spanOf, tracesOf } from './testing/spans.ts'
import { openOrFail } from './testing/temporary-store.ts'

const MiB = 1024 * 1024
const isDiskFull = (error: unknown) => error instanceof AppendRefused && error.reason === 'disk_full'

async function openOnSmallDisk(t: TestContext, bytes: number, options: Omit<StoreOptions, 'folder'>) {
  const disk = mountSmallDisk(bytes)
  const store = await openOrFail({ folder: disk.folder, ...options })
  t.after(async () => {
    await store.close()
    disk.unmount()
  })
  return { store, disk }
}

let spans = 0

/** A hundred spans that no compression makes smaller. */
async function appendSpans(store: Store): Promise<void> {
  const span = () =>
    spanOf({ spanId: spanIdOf(spans++), attributes: [attribute('noise', randomBytes(2000).toString('latin1'))] })
  await store.appendSpans(batchOf(tracesOf(serviceSpans('a', ...Array.from({ length: 100 }, span)))))
}

test('an append that the disk has no room for is refused; what was acknowledged is all there once it has', {
  skip: smallDiskSkip,
}, async t => {
  const loadFailed = Promise.withResolvers<void>()
  const { store, disk } = await openOnSmallDisk(t, 48 * MiB, {
    // A single attempt for failures that are not known to be the disk's: one of those would set a segment aside.
    limits: {
      freeBytes: 0,
      segmentBytes: 16 * MiB,
      segmentAgeMs: 60_000,
      retryFirstMs: 1,
      retryLastMs: 10,
      unexplainedAttempts: 1,
    },
    log: line => /did not load/.test(line) && loadFailed.resolve(),
  })
  await assert.rejects(async () => {
    for (;;) await appendSpans(store)
  }, isDiskFull)
  await loadFailed.promise
  await assert.rejects(appendSpans(store), isDiskFull)

  disk.grow(512 * MiB)
  await appendSpans(store)
  await store.flush()
  const { appendedRows, loadedRows, refusedSegments, refusedAppends } = store.stats()
  assert.deepEqual(loadedRows, appendedRows)
  assert.deepEqual(await store.countRows(), appendedRows)
  assert.equal(refusedSegments, 0)
  assert.deepEqual(refusedAppends, { busy: 0, disk_full: 2, too_large: 0 })
})

test('an append is refused before the disk is full, while there is room to load what was acknowledged', {
  skip: smallDiskSkip,
}, async t => {
  const { store } = await openOnSmallDisk(t, 96 * MiB, { limits: { freeBytes: 64 * MiB, segmentBytes: MiB } })
  await assert.rejects(async () => {
    for (;;) await appendSpans(store)
  }, isDiskFull)
  await store.flush()
  const { appendedRows, failedLoads } = store.stats()
  assert.ok(appendedRows.otel_traces > 0)
  assert.deepEqual(await store.countRows(), appendedRows)
  assert.equal(failedLoads, 0)
})

test('a segment is begun with as much free space as it takes, and not with a byte less', {
  skip: smallDiskSkip,
}, async t => {
  const { folder, unmount } = mountSmallDisk(MiB)
  t.after(unmount)
  const { bavail, bsize } = await statfs(folder)
  await requireFreeSpace(folder, bavail * bsize)
  await assert.rejects(requireFreeSpace(folder, bavail * bsize + 1), isDiskFull)
})
