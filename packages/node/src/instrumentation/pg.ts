import { createRequire } from 'node:module'
import { type Context, INVALID_SPAN_CONTEXT, type Span, type SpanOptions, trace } from '@opentelemetry/api'
import { activeContext } from '../trace/context-manager.ts'
import type { RecordingTracerProvider } from '../trace/provider.ts'
import { parentIn, type RecordingTracer } from '../trace/tracer.ts'
import { tellFailure } from './pg-failure.ts'
import { describeStatement } from './sql.ts'

const require = createRequire(import.meta.url)

let isStarted = false

/** PostgreSQL by the maintained instrumentation, with statements that hold no values. */
export function startPg(provider: RecordingTracerProvider): void {
  if (isStarted) return
  isStarted = true
  // Required, not imported: this runs in the middle of a `require` of the app, which cannot wait.
  const { PgInstrumentation }: typeof import('@opentelemetry/instrumentation-pg') =
    require('@opentelemetry/instrumentation-pg')
  const instrumentation = new PgInstrumentation({
    requestHook: (span, { query }) => describeQuery(span, query.text),
    connectionHook: tellFailure,
  })
  instrumentation.setTracerProvider({
    getTracer: (name, version) => withoutIdleConnects(provider.getTracer(name, version)),
  })
}

function describeQuery(span: Span, text: string): void {
  tellFailure(span)
  const { operation, summary, textWithoutValues } = describeStatement(text)
  span.setAttributes({
    'db.operation.name': operation,
    'db.query.summary': summary,
    'db.query.text': textWithoutValues,
  })
  span.updateName(summary)
}

/** A pool that fills itself at start, outside of any request, would make traces of one `connect` each. */
function withoutIdleConnects(tracer: RecordingTracer) {
  const startSpan = (name: string, options?: SpanOptions, context: Context = activeContext()): Span =>
    name.endsWith('connect') && parentIn(context) === undefined
      ? trace.wrapSpanContext(INVALID_SPAN_CONTEXT)
      : tracer.startSpan(name, options, context)
  return { startSpan, startActiveSpan: tracer.startActiveSpan.bind(tracer) }
}
