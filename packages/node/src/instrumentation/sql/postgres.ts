import { onEsModule } from '../../modules/es-modules.ts'
import { onFile } from '../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import { type Method, patch } from '../patch.ts'
import { noteTarget, postgresSpans, tracedHandle } from './postgres-query.ts'

/** What we use of the modules `query` and `types`. */
interface Exports {
  readonly Query?: unknown
  stringify?: unknown
}

/** PostgreSQL by `postgres`, as an ES module or as CommonJS: a span for each query. */
export function instrumentPostgres(provider: RecordingTracerProvider): () => void {
  const stops = [
    postgresSpans.turnOn(provider),
    onEsModule('postgres/src/query.js', ['Query'], patchQuery),
    onFile('postgres', 'cjs/src/query.js', exports => patchQuery(exports as Exports)),
    onEsModule('postgres/src/types.js', ['stringify'], watchStringify),
    onFile('postgres', 'cjs/src/types.js', exports => watchStringify(exports as Exports)),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

const patchQuery = ({ Query }: Exports): void => patch(Query, { handle: tracedHandle })

/** Its callers hand it a query and, since 3.1, the options of the connection that is about to send it: nobody else has both. */
function watchStringify(exports: Exports): void {
  const original = exports.stringify
  if (typeof original !== 'function') return
  exports.stringify = function (this: unknown, ...args: unknown[]): unknown {
    noteTarget(args[0], args[5])
    return Reflect.apply(original as Method, this, args)
  }
}
