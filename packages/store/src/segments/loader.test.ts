import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type StoreLimits, storeLimits } from '../limits.ts'
import { forEachTable, tableOf } from '../schema/table.ts'
import { temporaryFolder } from '../testing/temporary-store.ts'
import type { ClosedSegment } from './files.ts'
import { createLoader } from './loader.ts'
import { createSegment } from './segment.ts'

const badBytes = 'CANNOT_READ_ALL_DATA'
const noMemory = 'MEMORY_LIMIT_EXCEEDED'
const unheardOf = 'NEVER_HEARD_OF'

/** A database that fails with these errors, one an attempt, and then works: the real one cannot be made to. */
function failingDatabase(...types: readonly string[]) {
  const left = [...types]
  const loaded: string[] = []
  return {
    loaded,
    async load({ id }: { readonly id: string }) {
      const type = left.shift()
      if (type !== undefined) throw Object.assign(new Error(type), { type })
      loaded.push(id)
    },
  }
}

async function temporaryLoader(
  t: TestContext,
  database: ReturnType<typeof failingDatabase>,
  limits: Partial<StoreLimits> = {},
) {
  const folder = await temporaryFolder(t)
  const refusedFolder = join(folder, 'refused')
  const log: string[] = []
  const loader = createLoader({
    database,
    refusedFolder,
    limits: { ...storeLimits, retryFirstMs: 1, retryLastMs: 2, ...limits },
    log: line => void log.push(line),
  })
  const closedSegment = async (id: string): Promise<ClosedSegment> => {
    const segment = await createSegment(folder, id, tableOf('otel_traces'))
    await segment.write([{ bytes: Buffer.from('rows'), rows: 2 }])
    return await segment.close()
  }
  const segments = [await closedSegment('a'), await closedSegment('b')]
  segments.forEach(loader.add)
  return {
    loader,
    log,
    files: async () => (await readdir(folder)).filter(name => name !== 'refused').sort(),
    refused: () => readdir(refusedFolder).catch(() => []),
  }
}

test('segments load in order and are gone afterwards', async t => {
  const database = failingDatabase()
  const { loader, files, log } = await temporaryLoader(t, database)
  assert.equal(loader.counts.pendingSegments, 2)
  await loader.settled()
  assert.deepEqual(database.loaded, ['a', 'b'])
  assert.deepEqual(await files(), [])
  assert.deepEqual(log, [])
  assert.deepEqual(loader.counts, {
    pendingSegments: 0,
    pendingBytes: 0,
    loadedRows: { ...forEachTable(() => 0), otel_traces: 4 },
    failedLoads: 0,
    refusedSegments: 0,
  })
})

test('a database that is unwell is asked again until it is well, and one line says so', async t => {
  const database = failingDatabase(...Array.from({ length: 5 }, () => noMemory))
  const { loader, files, log } = await temporaryLoader(t, database, { unexplainedAttempts: 2 })
  await loader.settled()
  assert.deepEqual(database.loaded, ['a', 'b'])
  assert.deepEqual(await files(), [])
  assert.equal(loader.counts.failedLoads, 5)
  assert.deepEqual(log, ['segment a did not load and will be tried again: MEMORY_LIMIT_EXCEEDED'])
})

test('a segment that can never load is set aside at once and the next one loads', async t => {
  const database = failingDatabase(badBytes)
  const { loader, files, refused, log } = await temporaryLoader(t, database)
  await loader.settled()
  assert.deepEqual(database.loaded, ['b'])
  assert.deepEqual(await files(), [])
  assert.deepEqual(await refused(), ['a.marks', 'a.rows'])
  assert.equal(loader.counts.refusedSegments, 1)
  assert.match(
    log.join(),
    /^segment a \(2 rows of otel_traces\) cannot be loaded and was moved to .*refused: CANNOT_READ_ALL_DATA$/,
  )
})

test('a failure that nobody can explain is given its attempts, and no more', async t => {
  const twice = await temporaryLoader(t, failingDatabase(unheardOf, unheardOf), { unexplainedAttempts: 3 })
  await twice.loader.settled()
  assert.equal(twice.loader.counts.refusedSegments, 0)
  const thrice = await temporaryLoader(t, failingDatabase(unheardOf, unheardOf, unheardOf), { unexplainedAttempts: 3 })
  await thrice.loader.settled()
  assert.deepEqual(await thrice.refused(), ['a.marks', 'a.rows'])
})

test('a loader that stops tries everything once more and leaves the rest for the next start', async t => {
  const database = failingDatabase(noMemory, noMemory)
  const { loader, files } = await temporaryLoader(t, database, { retryFirstMs: 60_000, retryLastMs: 60_000 })
  await loader.stop()
  assert.deepEqual(database.loaded, [])
  assert.deepEqual(await files(), ['a.marks', 'a.rows', 'b.marks', 'b.rows'])
})
