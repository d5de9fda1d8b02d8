import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { databaseConnections } from '../limits.ts'
import { users } from '../users.ts'

const db = new PGlite()

// `users` is a view, so that the stall belongs to the database: the query in `auth` is one that anybody would write.
await db.exec(`
  CREATE TABLE accounts (
    id text PRIMARY KEY, name text NOT NULL, city text NOT NULL, tier text NOT NULL, stall_seconds real NOT NULL
  );
  CREATE VIEW users AS
    SELECT id, name, city, tier FROM accounts, LATERAL (SELECT pg_sleep(stall_seconds)) AS stall;
`)
for (const { id, name, city, tier, stallSeconds } of users) {
  await db.query('INSERT INTO accounts VALUES ($1, $2, $3, $4, $5)', [id, name, city, tier, stallSeconds])
}

const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: databaseConnections })
await server.start()
console.log(`users database listening on postgres://auth@${server.getServerConn()}/users`)
