import type { Database } from '../database/database.ts'
import { RowReader } from '../rowbinary/reader.ts'
import { forEachTable, type TableName, tableNames } from '../schema/table.ts'

const sql = `
SELECT ${tableNames.map(name => `assumeNotNull((SELECT count() FROM ${name}))`).join(', ')}
FORMAT RowBinary`

/** Rows in each table: spans, log records, and data points by kind. */
export async function countRows(database: Pick<Database, 'query'>): Promise<Readonly<Record<TableName, number>>> {
  const from = new RowReader(await database.query(sql, {}))
  return forEachTable(() => Number(from.uint64()))
}
