import type { IncomingMessage } from 'node:http'
import { guarded } from '../../guard.ts'
import { errorMessage } from '../../trace/exception.ts'
import { serverSpanOf } from '../http/exchange.ts'

const THROWN = Symbol('throughline.thrown')

/** Records on the server span what a handler threw: once, though frameworks hand an error on from one place to the next. */
export const noteThrown = guarded((request: IncomingMessage & { [THROWN]?: unknown }, error: unknown): void => {
  const span = serverSpanOf(request)
  if (span === undefined || request[THROWN] === error) return
  request[THROWN] = error
  span.recordException(error instanceof Error ? error : errorMessage(error))
  // Which status it becomes, an error handler of the app may still decide: this is the message should it be a 5xx.
  span.statusMessage = errorMessage(error)
})
