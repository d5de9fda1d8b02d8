import { onFile } from '../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import { patch } from '../patch.ts'
import { tracedConnect, tracedPoolConnect, withoutConnectSpan } from './pg-connect.ts'
import { tracedPoolQuery } from './pg-pool-query.ts'
import { tracedQuery } from './pg-query.ts'
import { pgSpans } from './pg-span.ts'

const clientMethods = { query: tracedQuery, connect: tracedConnect }

/**
 * PostgreSQL by `pg`, and by libpq as `pg.native`: a span for each query, and for each connection that has to be waited for.
 *
 * Our own and not the maintained instrumentation, which makes a span also for every connection that the pool hands out at
 * once, and describes a statement anew each time: with it, we had 0.70 of OpenTelemetry's cost in bench/request-overhead,
 * `calls`.
 */
export function instrumentPg(provider: RecordingTracerProvider): () => void {
  const stops = [
    pgSpans.turnOn(provider),
    onFile('pg', 'lib/index.js', exports => patch(memberOf(exports, 'Client'), clientMethods)),
    onFile('pg', 'lib/native/client.js', client => patch(client, clientMethods)),
    onFile('pg-pool', 'index.js', pool =>
      patch(pool, { query: tracedPoolQuery, connect: tracedPoolConnect, newClient: withoutConnectSpan }),
    ),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

const memberOf = (exports: unknown, name: string): unknown => (exports as Record<string, unknown> | undefined)?.[name]
