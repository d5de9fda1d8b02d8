import type { Database } from '../database/database.ts'
import type { DatedTable } from '../schema/dated-tables.ts'
import type { Part } from './parts.ts'
import { newestOf, type ToDrop } from './what-to-drop.ts'

export async function drop(database: Pick<Database, 'command'>, { days, parts }: ToDrop): Promise<void> {
  for (const day of days) {
    for (const { table, partition } of onePerTable(day)) await alter(database, table, `PARTITION ID '${partition}'`)
  }
  for (const { table, name } of parts) await alter(database, table, `PART '${name}'`)
  const spans = parts.filter(({ table }) => table === 'otel_traces')
  if (spans.length === 0) return
  // The list shall not show traces whose spans are gone. It is small, so its rows can be deleted one by one; nobody waits
  // for it, because loads would wait as well.
  await database.command(
    `DELETE FROM otel_traces_summary WHERE End <= fromUnixTimestamp64Milli(toInt64(${newestOf(spans)}))
     SETTINGS lightweight_deletes_sync = 0`,
  )
}

/** By default the database would ask for a file on the disk as a permission to drop more than 50 GB. */
const alter = (database: Pick<Database, 'command'>, table: DatedTable, what: string): Promise<void> =>
  database.command(`ALTER TABLE ${table} DROP ${what} SETTINGS max_partition_size_to_drop = 0`)

const onePerTable = (parts: readonly Part[]): readonly Part[] => [
  ...new Map(parts.map(part => [part.table, part])).values(),
]
