import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Database } from '../database/database.ts'
import { retentionAgeMaxMs } from '../limits.ts'
import { datedTables, timeColumns } from '../schema/dated-tables.ts'
import { tableNames } from '../schema/table.ts'
import { openTemporaryDatabase, readTexts } from '../testing/temporary-database.ts'
import { applyAge } from './age.ts'

const dayMs = 86_400_000
const lastUnixNano = 2n ** 63n - 1n

/** A row in each table, with that time; views bring it to the others. */
async function insert(database: Database, unixNano: bigint): Promise<void> {
  for (const table of tableNames) {
    const id = table === 'otel_traces' ? ', TraceId' : ''
    const value = id === '' ? '' : `, '${unixNano}'`
    await database.command(
      `INSERT INTO ${table} (${timeColumns[table]}${id}) SELECT fromUnixTimestamp64Nano(toInt64(${unixNano}))${value}`,
    )
  }
}

/** The times in each table, after the database did what it does in its own time. */
async function timesOf(database: Database): Promise<Readonly<Record<string, readonly string[]>>> {
  const times: Record<string, readonly string[]> = {}
  for (const table of datedTables) {
    await database.command(`OPTIMIZE TABLE ${table} FINAL`)
    const time = `toString(toUnixTimestamp64Nano(${timeColumns[table]}))`
    times[table] = await readTexts(database, `SELECT ${time} FROM ${table} ORDER BY ${timeColumns[table]}`)
  }
  return times
}

const inEachTable = (...times: readonly bigint[]) =>
  Object.fromEntries(datedTables.map(table => [table, times.map(String)]))

const daysAgo = (days: number) => BigInt(Date.now() - days * dayMs) * 1_000_000n

test('rows that are older than the age go from every table, what was there before as well', async t => {
  const database = await openTemporaryDatabase(t)
  const [old, recent] = [daysAgo(9), daysAgo(7)]
  await insert(database, old)
  await insert(database, recent)
  assert.deepEqual(await timesOf(database), inEachTable(old, recent))
  await applyAge(database, 8 * dayMs)
  assert.deepEqual(await timesOf(database), inEachTable(recent))
  await applyAge(database, 6 * dayMs)
  assert.deepEqual(await timesOf(database), inEachTable())
})

test('a table is changed where it has another age, and left alone where it has this one', async t => {
  const database = await openTemporaryDatabase(t)
  const commands: string[] = []
  const watched: Database = {
    ...database,
    command: sql => {
      commands.push(sql)
      return database.command(sql)
    },
  }
  for (const ageMs of [undefined, dayMs, dayMs, 2 * dayMs, undefined, undefined]) await applyAge(watched, ageMs)
  const changes = commands.filter(sql => sql.includes('otel_logs') && / TTL/.test(sql))
  assert.deepEqual(
    changes.map(sql => /REMOVE|toIntervalSecond\(\d+\)/.exec(sql)?.[0]),
    ['toIntervalSecond(86400)', 'toIntervalSecond(172800)', 'REMOVE'],
  )
})

test('times that are absurd expire by no mistake, also at the highest age', async t => {
  const database = await openTemporaryDatabase(t)
  await applyAge(database, retentionAgeMaxMs + 1000)
  const absurd = [4_200_000_000n * 1_000_000_000n, 5_000_000_000n * 1_000_000_000n, lastUnixNano]
  for (const time of absurd) await insert(database, time)
  assert.deepEqual(await timesOf(database), inEachTable(...absurd))
})
