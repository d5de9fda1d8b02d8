import type { Context, TimeInput } from '@opentelemetry/api'
import { guarded, noteInternalError } from '../../guard.ts'
import { contextWithSpan } from '../../trace/context.ts'
import { activeContext, runInContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { writeTraceparent } from '../../trace/trace-parent.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'
import { isThenable } from './pg-query.ts'
import { endOperationSpan, type PrismaOperation, startOperationSpan } from './prisma-operation.ts'
import { hasDriverSpan, type PrismaQuery, startQuerySpan } from './prisma-query.ts'

interface ChildSpan {
  readonly name: string
  readonly attributes?: PrismaOperation & PrismaQuery
}

/** What the engine of Prisma 6 did, told when it has answered. */
interface EngineSpan {
  readonly name: string
  readonly startTime: TimeInput
  readonly endTime: TimeInput
  readonly attributes?: PrismaQuery
}

type Emit = (event: unknown) => void

/** A span around what is called, and how to end it. */
interface Around {
  readonly span: RecordedSpan
  readonly end: (error: unknown) => void
}

/** `00-10-10-00` is Prisma's own for what is not sampled. */
const NOT_SAMPLED = '00-10-10-00'

/** What Prisma's client asks of whoever traces it: `TracingHelper` of `@prisma/instrumentation-contract`. */
export const prismaHelper = (tracer: RecordingTracer) => ({
  isEnabled: () => true,
  getActiveContext: activeContext,
  getTraceParent(context?: Context): string {
    const parent = parentIn(context ?? activeContext())
    return parent === undefined ? NOT_SAMPLED : writeTraceparent(parent)
  },
  dispatchEngineSpans(spans: readonly EngineSpan[], events: readonly unknown[] = [], emit?: Emit): void {
    for (const span of spans) if (span.name === 'prisma:engine:db_query') recordQuery(span)
    // The app's log: whoever takes the spans has to pass it on.
    if (emit !== undefined) for (const event of events) emit(event)
  },
  runInChildSpan(options: string | ChildSpan, callback: () => unknown): unknown {
    const around = typeof options === 'string' ? undefined : tryToStart(tracer, options)
    return around === undefined ? callback() : runWithin(around, callback)
  },
})

const recordQuery = guarded(({ attributes = {}, startTime, endTime }: EngineSpan) =>
  startQuerySpan(attributes, startTime)?.span.end(endTime),
)

function tryToStart(tracer: RecordingTracer, options: ChildSpan): Around | undefined {
  try {
    return start(tracer, options)
  } catch (error) {
    noteInternalError(error)
    return undefined
  }
}

/** Anything else is a step of the client's own, whose time is that of the operation. */
function start(tracer: RecordingTracer, { name, attributes = {} }: ChildSpan): Around | undefined {
  if (name === 'operation' || name === 'transaction') {
    const span = startOperationSpan(tracer, attributes)
    return span && { span, end: error => endOperationSpan(span, error) }
  }
  if (name !== 'db_query' || hasDriverSpan(attributes)) return undefined
  const query = startQuerySpan(attributes)
  return query && { span: query.span, end: error => query.spans.end(query.span, error) }
}

function runWithin({ span, end }: Around, callback: () => unknown): unknown {
  try {
    const result = runInContext(contextWithSpan(activeContext(), span), callback)
    if (isThenable(result)) return endWithPromise(result, end)
    end(undefined)
    return result
  } catch (error) {
    end(error)
    throw error
  }
}

const endWithPromise = (result: PromiseLike<unknown>, end: (error: unknown) => void): PromiseLike<unknown> =>
  result.then(
    value => {
      end(undefined)
      return value
    },
    error => {
      end(error)
      throw error
    },
  )
