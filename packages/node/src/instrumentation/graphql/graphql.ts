import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '@opentelemetry/api'
import { noteInternalError } from '../../guard.ts'
import { onPackage } from '../../modules/packages.ts'
import { contextWithSpan } from '../../trace/context.ts'
import { activeContext, bindChannel } from '../../trace/context-manager.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { sdkVersion } from '../../version.ts'
import { patchMethods } from '../patch.ts'
import { traceChannel } from '../traced-channel.ts'
import { setGraphqlTracer, tracedExecute } from './graphql-16.ts'
import { noteAnswer, type Operation, startOperationSpan } from './operation-span.ts'

/**
 * GraphQL by `graphql`: one span for each operation that is executed, in which its resolvers run; by its channels since 17,
 * by a patch before.
 *
 * Our own and not the maintained instrumentation, which ends at 16 and cannot leave the spans of parsing and validation
 * out: three for each request, of which two take microseconds.
 */
export function instrumentGraphql(provider: RecordingTracerProvider): () => void {
  const tracer = provider.getTracer('@throughline/node/graphql', sdkVersion)
  const begun = new WeakMap<Operation, RecordedSpan>()
  setGraphqlTracer(tracer)
  const contextOf = (operation: Operation): Context => {
    const context = activeContext()
    try {
      const span = startOperationSpan(tracer, operation)
      if (span === undefined) return context
      begun.set(operation, span)
      return contextWithSpan(context, span)
    } catch (error) {
      noteInternalError(error)
      return context
    }
  }
  const stops = [
    bindChannel('tracing:graphql:execute:start', contextOf),
    traceChannel<Operation>('graphql:execute', operation => begun.get(operation), noteAnswer),
    onPackage('graphql', ({ folder, path, exports }) => {
      if (path !== 'execution/execute.js' || existsSync(join(folder, 'diagnostics.js'))) return
      patchMethods(exports as Record<string, unknown>, { execute: tracedExecute, executeSync: tracedExecute })
    }),
    () => setGraphqlTracer(undefined),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
