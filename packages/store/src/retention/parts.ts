import type { Database } from '../database/database.ts'
import { RowReader } from '../rowbinary/reader.ts'
import { type DatedTable, datedTables, timeColumns } from '../schema/dated-tables.ts'

/** A part of a table, as it lies on the disk. */
export interface Part {
  readonly table: DatedTable
  readonly name: string
  /** Of its day: see `dayPartition`. */
  readonly partition: string
  readonly rows: number
  readonly bytes: number
  /** Of its newest row; of the part itself where that row is from the future, because a clock can be wrong. */
  readonly newestUnixMs: number
}

/** The newest row of each part; the database knows it without reading one. */
const newestOf = (table: DatedTable): string =>
  `SELECT '${table}' AS table, _part AS name, toUnixTimestamp64Milli(max(${timeColumns[table]})) AS newest
   FROM ${table} GROUP BY _part`

/** A part that is merged meanwhile is left out: the next time has its successor. */
const sql = `
SELECT table, name, partition_id, rows, bytes_on_disk, least(newest, 1000 * toInt64(toUnixTimestamp(modification_time)))
FROM system.parts
INNER JOIN (${datedTables.map(newestOf).join(' UNION ALL ')}) AS newest USING (table, name)
WHERE active AND database = currentDatabase()
FORMAT RowBinary`

export async function readParts(database: Pick<Database, 'query'>): Promise<readonly Part[]> {
  const from = new RowReader(await database.query(sql, {}))
  const parts: Part[] = []
  while (!from.atEnd) {
    parts.push({
      table: from.text() as DatedTable,
      name: from.text(),
      partition: from.text(),
      rows: Number(from.uint64()),
      bytes: Number(from.uint64()),
      newestUnixMs: Number(BigInt.asIntN(64, from.uint64())),
    })
  }
  return parts
}
