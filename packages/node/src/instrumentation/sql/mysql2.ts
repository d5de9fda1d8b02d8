import { onFile } from '../../modules/packages.ts'
import { activeContext } from '../../trace/context-manager.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import { type Method, patch } from '../patch.ts'
import { tracedQuery } from './mysql2-query.ts'
import { type Mysql2Client, mysql2Spans } from './mysql2-span.ts'
import { tracedPrepare } from './mysql2-statement.ts'
import { ending } from './sql-callback.ts'

interface Pool extends Mysql2Client {
  readonly _freeConnections: { readonly length: number }
}

/**
 * MySQL and MariaDB by `mysql2`: a span for each query, and for each connection of a pool that has to be waited for.
 *
 * Not by the tracing channels that it has had since 3.20: they tell a query with its values in it, which is another text
 * each time; an error that the app does not listen to is no longer thrown once somebody subscribes; and the callbacks of
 * both run in the context of whoever opened the connection.
 */
export function instrumentMysql2(provider: RecordingTracerProvider): () => void {
  const stops = [mysql2Spans.turnOn(provider)]
  // Since 3.11.5 the classes of `lib` inherit from those of `lib/base`, which are there before them.
  for (const folder of ['lib/base', 'lib']) {
    stops.push(
      onFile('mysql2', `${folder}/connection.js`, connection =>
        patch(connection, { query: tracedQuery, execute: tracedQuery, prepare: tracedPrepare }),
      ),
      onFile('mysql2', `${folder}/pool.js`, pool => patch(pool, { getConnection: tracedGetConnection })),
    )
  }
  return () => {
    for (const stop of stops) stop()
  }
}

/** In any case in the context of whoever asks: the pool calls back when another request gives its connection back. */
const tracedGetConnection = (original: Method): Method =>
  function getConnection(this: unknown, callback: unknown): unknown {
    if (typeof callback !== 'function') return original.call(this, callback)
    const pool = this as Pool
    const context = activeContext()
    const span = pool._freeConnections.length > 0 ? undefined : mysql2Spans.startConnect('mysql2-pool.connect', context)
    return original.call(
      this,
      ending(callback as Method, context, error => {
        if (span !== undefined) mysql2Spans.endConnect(span, pool, error)
      }),
    )
  }
