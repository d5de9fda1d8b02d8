import type { InstrumentationName } from '../instrumentation/names.ts'
import { instrumentBunyan } from './bunyan.ts'
import type { EmitLine } from './log-line.ts'
import { instrumentPino } from './pino.ts'
import { instrumentWinston } from './winston.ts'

/** Has the lines of those loggers that are on carry the active span, and become records where `emit` takes them. */
export function instrumentLogs(on: ReadonlySet<InstrumentationName>, emit: EmitLine): () => void {
  const starts: readonly (readonly [InstrumentationName, (emit: EmitLine) => () => void])[] = [
    ['pino', instrumentPino],
    ['winston', instrumentWinston],
    ['bunyan', instrumentBunyan],
  ]
  const stops = starts.filter(([name]) => on.has(name)).map(([, start]) => start(emit))
  return () => {
    for (const stop of stops) stop()
  }
}
