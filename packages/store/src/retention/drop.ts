import type { Database } from '../database/database.ts'
import type { DatedTable } from '../schema/dated-tables.ts'
import type { Part } from './parts.ts'
import { newestOf, type ToDrop } from './what-to-drop.ts'

type Commands = Pick<Database, 'command'>

/** Gives what is gone by it. */
export async function drop(database: Commands, { days, parts }: ToDrop): Promise<readonly Part[]> {
  for (const day of days) {
    for (const { table, partition } of onePerTable(day)) await alter(database, table, `PARTITION ID '${partition}'`)
  }
  const gone: Part[] = []
  for (const part of parts) if (await dropPart(database, part)) gone.push(part)
  const spans = gone.filter(({ table }) => table === 'otel_traces')
  if (spans.length > 0) await shortenList(database, newestOf(spans))
  return [...days.flat(), ...gone]
}

/** False where the part was merged since we looked; a minute later its successor's turn may come. */
async function dropPart(database: Commands, { table, name }: Part): Promise<boolean> {
  try {
    await alter(database, table, `PART '${name}'`)
    return true
  } catch (error) {
    if (error instanceof Error && 'type' in error && error.type === 'NO_SUCH_DATA_PART') return false
    throw error
  }
}

/**
 * The list shall not show traces whose spans are gone. It is small, so its rows can be deleted one by one; nobody waits for
 * it, because loads would wait as well.
 */
const shortenList = (database: Commands, newestUnixMs: number): Promise<void> =>
  database.command(
    `DELETE FROM otel_traces_summary WHERE End <= fromUnixTimestamp64Milli(toInt64(${newestUnixMs}))
     SETTINGS lightweight_deletes_sync = 0`,
  )

/** By default the database would ask for a file on the disk as a permission to drop more than 50 GB. */
const alter = (database: Commands, table: DatedTable, what: string): Promise<void> =>
  database.command(`ALTER TABLE ${table} DROP ${what} SETTINGS max_partition_size_to_drop = 0`)

const onePerTable = (parts: readonly Part[]): readonly Part[] => [
  ...new Map(parts.map(part => [part.table, part])).values(),
]
