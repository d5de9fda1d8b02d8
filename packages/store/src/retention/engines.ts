import type { Database } from '../database/database.ts'
import { RowReader } from '../rowbinary/reader.ts'
import { type DatedTable, datedTables } from '../schema/dated-tables.ts'

/** What each table says of itself behind `ENGINE =`: its time to live and its settings among it. */
export async function readEngines(
  database: Pick<Database, 'query'>,
): Promise<readonly (readonly [DatedTable, string])[]> {
  const sql = 'SELECT name, engine_full FROM system.tables WHERE database = currentDatabase() FORMAT RowBinary'
  const from = new RowReader(await database.query(sql, {}))
  const engines = new Map<string, string>()
  while (!from.atEnd) engines.set(from.text(), from.text())
  return datedTables.map(table => [table, engines.get(table) ?? ''])
}

/** The number that the pattern's group finds in the engine; undefined where it does not. */
export function numberIn(engine: string, pattern: RegExp): number | undefined {
  const digits = pattern.exec(engine)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
