import { type Context, SpanStatusCode } from '@opentelemetry/api'
import { noteInternalError } from '../../guard.ts'
import type { MessageHeaders } from '../../propagation/carriers.ts'
import { contextToTell, contextWithSpan, isSuppressed, TraceContext } from '../../trace/context.ts'
import { activeContext, runInContext } from '../../trace/context-manager.ts'
import { errorMessage, errorType } from '../../trace/exception.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'
import type { Asking } from './asking.ts'
import { creationContext, type InjectedHeaders, injectedHeaders } from './message-headers.ts'
import type { MessagingOperation } from './messaging-operation.ts'

/** Attributes of one message, or of a batch as a whole; what is undefined is left out. */
export type Details = Readonly<Record<string, string | number | boolean | undefined>>

/** What is about to be sent. */
export interface Sending {
  /** Undefined within a request that is not traced itself: consumers are told of who called it. */
  readonly span: RecordedSpan | undefined
  readonly headers: InjectedHeaders
}

/** What an app does with messages that it has received. */
export interface Processing {
  readonly span: RecordedSpan
  /** For the app's code: the span, and the baggage that came with the message. */
  readonly context: Context
}

/** Undefined where nobody is to be told of anything, as in the requests of exporters. */
export function startSend(
  tracer: RecordingTracer,
  operation: MessagingOperation,
  details: Details,
  context: Context = activeContext(),
): Sending | undefined {
  const told = contextToTell(context)
  if (told === undefined) return undefined
  if (isSuppressed(context)) return { span: undefined, headers: injectedHeaders(tracer, told) }
  const span = start(tracer, operation, details, context)
  return { span, headers: injectedHeaders(tracer, contextWithSpan(context, span)) }
}

/** One message is processed as a part of its producer's trace (docs/decisions/0017). */
export function startProcess(
  tracer: RecordingTracer,
  operation: MessagingOperation,
  details: Details,
  headers: MessageHeaders | null | undefined,
): Processing {
  const created = creationContext(tracer, headers)
  const span = start(tracer, operation, details, created)
  return { span, context: created.withSpan(span) }
}

/** Several at once may belong to several traces, and so to none of them: a trace of their own, with a link to each. */
export function startProcessBatch(
  tracer: RecordingTracer,
  operation: MessagingOperation,
  details: Details,
  headers: readonly (MessageHeaders | null | undefined)[],
): Processing {
  if (headers.length === 1) return startProcess(tracer, operation, details, headers[0])
  const span = start(tracer, operation, { ...details, 'messaging.batch.message_count': headers.length }, nothing)
  for (const message of headers) linkTo(span, creationContext(tracer, message))
  return { span, context: nothing.withSpan(span) }
}

/**
 * What was asked for has come, or was refused: a span since then, where the app is, with a link to each producer. It is made
 * now, since a poll that finds nothing has none: whoever polls all day would make a trace each time.
 */
export function startReceive(
  tracer: RecordingTracer,
  operation: MessagingOperation,
  details: Details,
  headers: readonly (MessageHeaders | null | undefined)[],
  { context, startTimeMs }: Asking,
): RecordedSpan {
  const span = start(tracer, operation, details, context, startTimeMs)
  for (const message of headers) linkTo(span, creationContext(tracer, message))
  return span
}

const nothing = new TraceContext(undefined, undefined)

function linkTo(span: RecordedSpan, { span: creator }: TraceContext): void {
  if (creator !== undefined) span.addLink({ context: creator.spanContext() })
}

function start(
  tracer: RecordingTracer,
  { spanName, kind, attributes }: MessagingOperation,
  details: Details,
  parent: Context,
  startTimeMs?: number,
): RecordedSpan {
  const span = tracer.startChild(spanName, kind, parentIn(parent), startTimeMs)
  span.attributes.share(attributes)
  for (const key in details) if (details[key] !== undefined) span.attributes.add(key, details[key])
  tracer.started(span, parent)
  return span
}

/** `undefined` and `null` are no error: callbacks are called with either. */
export function endMessagingSpan(span: RecordedSpan | undefined, error?: unknown): void {
  if (span === undefined) return
  if (error !== undefined && error !== null) {
    span.note('error.type', errorType(error))
    span.recordException(error instanceof Error ? error : errorMessage(error))
    span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(error) })
  }
  span.end()
}

/** Runs `fn` as what processes the message; the span ends with it, or with the promise that it returns. */
export const runProcessing = <R>(processing: Processing, fn: () => R): R =>
  endWith(runInProcessing(processing, fn), processing.span)

/** The same, where the span goes on unless `fn` fails. */
export function runInProcessing<R>({ span, context }: Processing, fn: () => R): R {
  try {
    return runInContext(context, fn)
  } catch (error) {
    endMessagingSpan(span, error)
    throw error
  }
}

/**
 * Ends the span with `result`, where that is a promise when it settles. The promise that is returned is the one that
 * settles after the span has ended, and the only one: to listen to another would hide a rejection that nobody handles.
 */
export function endWith<R>(result: R, ...spans: readonly (RecordedSpan | undefined)[]): R {
  if (!(result instanceof Promise)) {
    endAll(spans)
    return result
  }
  return result.then(
    value => {
      endAll(spans)
      return value
    },
    error => {
      endAll(spans, error)
      throw error
    },
  ) as R
}

export function endAll(spans: readonly (RecordedSpan | undefined)[], error?: unknown): void {
  for (const span of spans) endMessagingSpan(span, error)
}

/** What is ours may fail, and the app's message is then sent or processed all the same, untraced. */
export function attempted<T>(fn: () => T): T | undefined {
  try {
    return fn()
  } catch (error) {
    noteInternalError(error)
    return undefined
  }
}
