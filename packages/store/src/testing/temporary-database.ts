import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openChdb } from '../database/chdb.ts'
import type { Database } from '../database/database.ts'
import { RowReader } from '../rowbinary/reader.ts'
import { schema } from '../schema/index.ts'
import { temporaryFolder } from './temporary-store.ts'

/** The database alone, with its tables, closed when the test ends. */
export async function openTemporaryDatabase(t: TestContext): Promise<Database> {
  const opened = await openChdb(join(await temporaryFolder(t), 'database'))
  assert.ok(opened.ok, opened.ok ? '' : opened.error)
  t.after(() => opened.value.close())
  for (const statement of schema) await opened.value.command(statement)
  return opened.value
}

/** The answer to a query of one column of texts. */
export async function readTexts(database: Database, sql: string): Promise<readonly string[]> {
  const from = new RowReader(await database.query(`${sql} FORMAT RowBinary`, {}))
  const texts: string[] = []
  while (!from.atEnd) texts.push(from.text())
  return texts
}
