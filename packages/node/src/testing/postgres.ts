import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

export interface TestPostgres {
  readonly url: string
  close(): Promise<void>
}

/** PostgreSQL that speaks its protocol on a free port; one query at a time, whoever asks. */
export async function startPostgres(): Promise<TestPostgres> {
  const db = await PGlite.create()
  const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 8 })
  await server.start()
  return {
    url: `postgres://postgres@${server.getServerConn()}/postgres`,
    close: async () => {
      await server.stop()
      await db.close()
    },
  }
}
