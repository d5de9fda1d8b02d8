import { type EventEmitter, errorMonitor } from 'node:events'
import type { Context } from '@opentelemetry/api'
import { noteInternalError } from '../../guard.ts'
import { activeContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { Method } from '../patch.ts'
import { type Mysql2Client, mysql2Spans } from './mysql2-span.ts'
import { ending } from './sql-callback.ts'

/** What `query()` takes in place of a text: options, or a query that a pool has made. */
interface Query {
  readonly sql?: unknown
  onResult?: unknown
}

/** `Connection.prototype.query` and `execute` with a span around them. */
export const tracedQuery = (original: Method): Method =>
  function (this: unknown, sql: unknown, values: unknown, callback: unknown): unknown {
    const context = activeContext()
    const span = tryToStart(this as Mysql2Client, sql, context)
    if (span === undefined) return original.call(this, sql, values, callback)
    const end = (error: unknown) => mysql2Spans.end(span, error)
    try {
      if (typeof values === 'function') return original.call(this, sql, ending(values as Method, context, end))
      if (typeof callback === 'function') {
        return original.call(this, sql, values, ending(callback as Method, context, end))
      }
      if (hasCallback(sql)) sql.onResult = ending(sql.onResult, context, end)
      const command = original.call(this, sql, values, callback)
      if (!hasCallback(sql)) endWithEvents(command as EventEmitter, span)
      return command
    } catch (error) {
      end(error)
      throw error
    }
  }

function tryToStart(client: Mysql2Client, sql: unknown, context: Context): RecordedSpan | undefined {
  try {
    const text = typeof sql === 'string' ? sql : (sql as Query | undefined)?.sql
    return typeof text === 'string' ? mysql2Spans.startQuery(client, text, context) : undefined
  } catch (error) {
    noteInternalError(error)
    return undefined
  }
}

const hasCallback = (sql: unknown): sql is { onResult: Method } =>
  typeof sql === 'object' && typeof (sql as Query | null)?.onResult === 'function'

/** Not by `error`: where the app does not listen to that, it is thrown. */
function endWithEvents(command: EventEmitter, span: RecordedSpan): void {
  command.once(errorMonitor, error => mysql2Spans.end(span, error))
  command.once('end', () => span.end())
}
