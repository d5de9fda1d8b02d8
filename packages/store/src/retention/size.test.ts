import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { everyFieldOfLogs } from '@throughline/otlp/testing'
import type { Database } from '../database/database.ts'
import { storeLimits } from '../limits.ts'
import { openTemporaryDatabase, readTexts } from '../testing/temporary-database.ts'
import { openTemporaryStore } from '../testing/temporary-store.ts'
import { drop } from './drop.ts'
import { readParts } from './parts.ts'
import { createKeeper } from './retention.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
/** At noon, so that minutes before are the same day. */
const noonMs = Math.floor(Date.now() / dayMs) * dayMs - dayMs / 2

async function openKeeper(t: TestContext) {
  const database = await openTemporaryDatabase(t)
  // So that each insert stays a part of its own.
  for (const table of ['otel_traces', 'otel_logs']) await database.command(`SYSTEM STOP MERGES ${table}`)
  const log: string[] = []
  const keeper = createKeeper({
    database,
    limits: storeLimits,
    log: line => void log.push(line),
    pendingBytes: () => 0,
  })
  t.after(() => keeper.stop())
  return { database, keeper, log }
}

/** A span and a log record, each in a part of its own, as if they had come then. */
async function insert(database: Database, name: string, unixMs: number): Promise<void> {
  const time = `fromUnixTimestamp64Milli(toInt64(${unixMs}))`
  await database.command(`INSERT INTO otel_traces (Timestamp, TraceId, SpanName) SELECT ${time}, '${name}', '${name}'`)
  await database.command(`INSERT INTO otel_logs (Timestamp, TraceId) SELECT ${time}, '${name}'`)
}

const spansOf = (database: Database) => readTexts(database, 'SELECT TraceId FROM otel_traces ORDER BY Timestamp')
const logsOf = (database: Database) => readTexts(database, 'SELECT TraceId FROM otel_logs ORDER BY Timestamp')
const listOf = (database: Database) => readTexts(database, 'SELECT TraceId FROM otel_traces_summary ORDER BY Start')
const isDeleting = async (database: Database) =>
  (await readTexts(database, 'SELECT command FROM system.mutations WHERE NOT is_done')).length > 0
const idsOf = (database: Database) => readTexts(database, 'SELECT TraceId FROM otel_traces_trace_id_ts ORDER BY Start')

test('a store loses its oldest days, of all tables, from the first byte above its size on', async t => {
  const { database, keeper, log } = await openKeeper(t)
  for (const daysAgo of [1, 3, 2]) await insert(database, `${daysAgo} days ago`, noonMs - daysAgo * dayMs)
  await keeper.retain({})
  const { storedBytes } = keeper.counts
  await keeper.retain({ sizeBytes: storedBytes })
  assert.deepEqual(await spansOf(database), ['3 days ago', '2 days ago', '1 days ago'])

  await keeper.retain({ sizeBytes: storedBytes - 1 })
  for (const read of [spansOf, logsOf, listOf, idsOf]) {
    assert.deepEqual(await read(database), ['2 days ago', '1 days ago'])
  }
  const { droppedRows, droppedBytes } = keeper.counts
  assert.equal(droppedRows, 4)
  assert.equal(keeper.counts.storedBytes, storedBytes - droppedBytes)
  assert.deepEqual(log, [
    `the store has reached its size of ${storedBytes - 1} bytes: the oldest is removed from now on`,
  ])
  await keeper.retain({ sizeBytes: storedBytes - droppedBytes - 1 })
  assert.deepEqual(await spansOf(database), ['1 days ago'])
  assert.equal(log.length, 1)
})

test('where one day is too large, its oldest parts go, and the list does not show what they held', async t => {
  const { database, keeper } = await openKeeper(t)
  for (const minutesAgo of [2, 3, 1]) await insert(database, `${minutesAgo}`, noonMs - minutesAgo * minuteMs)
  await keeper.retain({})
  const parts = await readParts(database)
  const oldest = parts.filter(
    part => part.newestUnixMs === noonMs - 3 * minuteMs && /^otel_(traces|logs)$/.test(part.table),
  )
  const oldestBytes = oldest.reduce((sum, { bytes }) => sum + bytes, 0)
  await keeper.retain({ sizeBytes: keeper.counts.storedBytes - oldestBytes })
  while (await isDeleting(database));
  for (const read of [spansOf, logsOf, listOf]) assert.deepEqual(await read(database), ['2', '1'])
})

test('what claims to be of the future is as old as its part, so that a wrong clock does not push out everything else', async t => {
  const { database } = await openKeeper(t)
  const future = noonMs + 40_000 * dayMs
  await insert(database, 'future', future)
  for (const { newestUnixMs } of await readParts(database)) assert.ok(newestUnixMs <= Date.now())
})

test('the size is looked at again and again', async t => {
  const reached = Promise.withResolvers<void>()
  const store = await openTemporaryStore(t, {
    limits: { retentionCheckMs: 5 },
    log: line => /has reached its size/.test(line) && reached.resolve(),
  })
  await store.retain({ sizeBytes: 1 })
  await store.appendLogs(everyFieldOfLogs())
  await store.flush()
  await reached.promise
})

test('parts are merged up to a twentieth of the size, and without bound where there is none', async t => {
  const { database, keeper } = await openKeeper(t)
  const bounds = async () => {
    const sql = `SELECT extract(engine_full, 'max_bytes_to_merge_at_max_space_in_pool = ([0-9]+)') AS bound
                 FROM system.tables WHERE engine LIKE '%MergeTree' GROUP BY bound`
    return await readTexts(database, sql)
  }
  for (const [sizeBytes, bound] of [
    [2_000_000, '100000'],
    [2_000_000, '100000'],
    [3_000_001, '150001'],
    [undefined, ''],
    [undefined, ''],
  ] as const) {
    await keeper.retain({ sizeBytes })
    assert.deepEqual(await bounds(), [bound])
  }
})

test('a database that fails is asked again until it does what is wanted, and one line says so', async t => {
  const database = await openTemporaryDatabase(t)
  await insert(database, 'old', noonMs - dayMs)
  await insert(database, 'new', noonMs)
  let failures = 3
  const failing: Database = {
    ...database,
    command: sql => (failures-- > 0 ? Promise.reject(new Error('no room')) : database.command(sql)),
  }
  const log: string[] = []
  const dropped = Promise.withResolvers<void>()
  const keeper = createKeeper({
    database: failing,
    limits: { ...storeLimits, retentionCheckMs: 5 },
    log: line => {
      log.push(line)
      if (line.includes('has reached its size')) dropped.resolve()
    },
    pendingBytes: () => 0,
  })
  t.after(() => keeper.stop())
  const parts = await readParts(database)
  const sizeBytes = parts.reduce((sum, { bytes }) => sum + bytes, 0) - 1
  await keeper.retain({ sizeBytes })
  await dropped.promise
  await keeper.stop()
  assert.deepEqual(await spansOf(database), ['new'])
  assert.deepEqual(log, [
    'what is old cannot be removed, and is tried again: no room',
    `the store has reached its size of ${sizeBytes} bytes: the oldest is removed from now on`,
  ])
})

test('a part that was merged since we looked is left for the next time', async t => {
  const { database } = await openKeeper(t)
  await insert(database, 'there', noonMs)
  const parts = (await readParts(database)).filter(({ table }) => table === 'otel_logs')
  const merged = parts.map(part => ({ ...part, name: part.name.replace(/_0$/, '_9') }))
  assert.deepEqual(await drop(database, { days: [], parts: [...merged, ...parts] }), parts)
  assert.deepEqual(await logsOf(database), [])
})
