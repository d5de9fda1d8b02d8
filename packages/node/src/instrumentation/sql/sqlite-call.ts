import { basename } from 'node:path'
import { noteInternalError } from '../../guard.ts'
import { spanOf } from '../../trace/context.ts'
import { activeContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { Method } from '../patch.ts'
import type { SqlSpans } from './sql-span.ts'

/** What is run, and where; undefined where it is nothing that we know. */
export interface SqliteCall {
  readonly database: object
  readonly text: string
}

/**
 * A method that runs SQL, with a span around it. Only where there is a parent: such calls are short and many, and a program
 * that fills a database would make a trace of each.
 */
export const tracedCall =
  (spans: SqlSpans<object>, callOf: (self: object, argument: unknown) => SqliteCall | undefined) =>
  (original: Method): Method =>
    function (...args) {
      const span = tryToStart(spans, callOf, this as object, args[0])
      if (span === undefined) return Reflect.apply(original, this, args)
      try {
        const result = Reflect.apply(original, this, args)
        span.end()
        return result
      } catch (error) {
        spans.end(span, error)
        throw error
      }
    }

function tryToStart(
  spans: SqlSpans<object>,
  callOf: (self: object, argument: unknown) => SqliteCall | undefined,
  self: object,
  argument: unknown,
): RecordedSpan | undefined {
  const context = activeContext()
  if (spanOf(context) === undefined) return undefined
  try {
    const call = callOf(self, argument)
    return call === undefined ? undefined : spans.startQuery(call.database, call.text, context)
  } catch (error) {
    noteInternalError(error)
    return undefined
  }
}

/** `database.exec(text)` */
export const execCall = (database: object, text: unknown): SqliteCall | undefined =>
  typeof text === 'string' ? { database, text } : undefined

/** The file's name and not its path, which says who runs the app; `:memory:` has none. */
export const namespaceOf = (file: unknown): string | undefined =>
  typeof file === 'string' && file !== '' ? basename(file) : undefined
