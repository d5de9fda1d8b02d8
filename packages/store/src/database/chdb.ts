import { createClient } from '@clickhouse/client'
import { err, ok, type Result } from '@throughline/otlp'
import { reasonOf } from '../log.ts'
import { createSession, type Database } from './database.ts'
import { loadStatement } from './load-statement.ts'
import { forgetUnfinishedInserts } from './unfinished-inserts.ts'

/**
 * ClickHouse inside this process, on one folder. chDB itself locks the folder against other processes.
 *
 * Two connections, because chDB runs one statement at a time on each: a slow search does not hold up the loads.
 * chDB is imported here and not at the top: half a gigabyte that only those who store should need.
 */
export async function openChdb(folder: string): Promise<Result<Database>> {
  try {
    await forgetUnfinishedInserts(folder)
    const { createChdbConnection } = await import('chdb/connection')
    // chDB and the client each carry a copy of the same declarations, whose private members tell them apart.
    const connect = () => createChdbConnection({ path: folder }) as unknown as ClientConnection
    const session = () => createSession(createClient({ connection: connect(), clickhouse_settings: settings }))
    return ok(database(session(), session()))
  } catch (error) {
    return err(`the embedded database cannot open ${folder}, which another process may be using: ${reasonOf(error)}`)
  }
}

/**
 * Once a query has run three times, ClickHouse 26.7 compiles its aggregates, and these compare DateTime64 as unsigned: `min`
 * and `max` then change places where a trace has times from 2⁶³ ns on, and its spans are looked for between the wrong ones.
 */
const settings = { compile_aggregate_expressions: 0 } as const

type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>
type Session = ReturnType<typeof createSession>

const database = (asking: Session, loading: Session): Database => ({
  command: async sql => void (await loading.ask(sql)),
  query: (sql, parameters) => asking.ask(sql, parameters),
  load: async segment => void (await loading.ask(loadStatement(segment))),
  async close() {
    await asking.close()
    await loading.close()
    // The engine binds one folder per process and lets go of it only when its threads have ended.
    const { drainPending } = await import('chdb')
    await drainPending()
  },
})
