import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { isSuppressed } from '../../trace/context.ts'
import { activeContext } from '../../trace/context-manager.ts'
import { errorMessage, errorType } from '../../trace/exception.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'

/** The attributes that Prisma has for an operation. */
export interface PrismaOperation {
  /** `findMany`; `$transaction`, `queryRaw` */
  readonly method?: unknown
  /** `User`; raw queries and transactions have none. */
  readonly model?: unknown
}

/** The span of what the app has called: `prisma User.findMany`. */
export function startOperationSpan(tracer: RecordingTracer, operation: PrismaOperation): RecordedSpan | undefined {
  const context = activeContext()
  if (isSuppressed(context)) return undefined
  const { method, model } = operation
  const name = typeof model === 'string' ? `prisma ${model}.${method}` : `prisma ${method}`
  const span = tracer.startChild(name, SpanKind.INTERNAL, parentIn(context))
  if (typeof method === 'string') span.attributes.add('method', method)
  if (typeof model === 'string') span.attributes.add('model', model)
  tracer.started(span, context)
  return span
}

export function endOperationSpan(span: RecordedSpan, error: unknown): void {
  if (error !== undefined && error !== null) noteFailure(span, error)
  span.end()
}

function noteFailure(span: RecordedSpan, error: unknown): void {
  const exception = withoutCall(error)
  span.note('error.type', errorType(error))
  span.recordException(exception)
  span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message })
}

/** Prisma's messages show the call with its values and, as their last line, what is wrong with it. */
function withoutCall(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(errorMessage(error))
  const { name, message, stack } = error
  if (!name.startsWith('PrismaClient')) return error
  const reason = message.slice(message.lastIndexOf('\n') + 1)
  return { name, message: reason, stack: stack?.replace(message, () => reason) ?? '' }
}
