import { onPackage } from '../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import { sdkVersion } from '../../version.ts'
import { patch } from '../patch.ts'
import { setMongodbTracer, tracedCheckOut, tracedCommand } from './mongodb-command.ts'

/**
 * MongoDB by `mongodb`, and so by `mongoose`: a span for each command.
 *
 * Our own and not the maintained instrumentation, which records the structure of whole commands as text, with field names
 * that may be data; has no error codes; and does not see the errors of writes. Nor the driver's command monitoring, which
 * an app has to turn on, and which tells nothing of the context.
 */
export function instrumentMongodb(provider: RecordingTracerProvider): () => void {
  setMongodbTracer(provider.getTracer('@throughline/node/mongodb', sdkVersion))
  const stop = onPackage('mongodb', ({ path, exports }) => {
    const { Connection, ConnectionPool } = exports as Record<string, unknown>
    if (path === 'lib/cmap/connection.js') patch(Connection, { command: tracedCommand })
    if (path === 'lib/cmap/connection_pool.js') patch(ConnectionPool, { checkOut: tracedCheckOut })
  })
  return () => {
    stop()
    setMongodbTracer(undefined)
  }
}
