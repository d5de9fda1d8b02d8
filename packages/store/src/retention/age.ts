import type { Database } from '../database/database.ts'
import { retentionAgeMaxMs, ttlLatestUnixNano } from '../limits.ts'
import { type DatedTable, timeColumns } from '../schema/dated-tables.ts'
import { numberIn, readEngines } from './engines.ts'

/**
 * Gives each table the time to live that is wanted, where it has another; without one, rows stay. The database then drops
 * parts of which all rows are older, within an hour.
 */
export async function applyAge(database: Database, ageMs: number | undefined): Promise<void> {
  const wanted = ageMs === undefined ? undefined : Math.round(Math.min(ageMs, retentionAgeMaxMs) / 1000)
  for (const [table, engine] of await readEngines(database)) {
    if (numberIn(engine, / TTL .*toIntervalSecond\((\d+)\)/) !== wanted) await changeAge(database, table, wanted)
  }
}

async function changeAge(database: Database, table: DatedTable, seconds: number | undefined): Promise<void> {
  if (seconds === undefined) return database.command(`ALTER TABLE ${table} REMOVE TTL`)
  // So that a change reads the times of what is there, and does not write everything anew.
  await database.command(
    `ALTER TABLE ${table} MODIFY SETTING materialize_ttl_recalculate_only = 1, merge_with_ttl_timeout = 3600`,
  )
  await database.command(`ALTER TABLE ${table} MODIFY TTL ${ttlOf(table, seconds)}`)
}

/** Times to live are 32 bits of seconds to the database: later times would come around as old ones, or overflow. */
const ttlOf = (table: DatedTable, seconds: number): string =>
  `least(${timeColumns[table]}, fromUnixTimestamp64Nano(${ttlLatestUnixNano})) + toIntervalSecond(${seconds})`
