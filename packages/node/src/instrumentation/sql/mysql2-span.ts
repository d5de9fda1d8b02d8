import { SqlSpans, type SqlTarget } from './sql-span.ts'

interface Config extends SqlTarget {
  readonly socketPath?: unknown
}

/** A connection; or a pool, which knows what it is to connect to. */
export interface Mysql2Client {
  readonly config: Config & { readonly connectionConfig?: Config }
}

export const mysql2Spans = new SqlSpans<Mysql2Client>({
  name: 'mysql2',
  system: 'mysql',
  targetOf: ({ config }) => {
    const { socketPath, host, port, database } = config.connectionConfig ?? config
    return socketPath ? { host: socketPath, database } : { host, port, database }
  },
  statusOf: error => {
    const { errno, sqlState } = error as { readonly errno?: unknown; readonly sqlState?: unknown }
    // That of a system call is a number, too, but comes without the server's state.
    return sqlState === undefined || errno === undefined ? undefined : String(errno)
  },
})
