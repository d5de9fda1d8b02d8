import type { InstrumentationName } from '../instrumentation/names.ts'
import type { ConsoleTraceIds } from '../settings/settings.ts'
import { instrumentBunyan } from './bunyan.ts'
import { instrumentConsole } from './console.ts'
import { addConsoleTraceIds } from './console-trace-ids.ts'
import type { EmitLine } from './log-line.ts'
import { instrumentPino } from './pino.ts'
import { instrumentWinston } from './winston.ts'

/** Has the lines of those loggers that are on carry the active span, and become records where `emit` takes them. */
export function instrumentLogs(
  on: ReadonlySet<InstrumentationName>,
  consoleTraceIds: ConsoleTraceIds,
  emit: EmitLine,
): () => void {
  const starts: readonly (readonly [InstrumentationName, (emit: EmitLine) => () => void])[] = [
    ['pino', instrumentPino],
    ['winston', instrumentWinston],
    ['bunyan', instrumentBunyan],
    ['console', instrumentConsole],
    ['console', () => addConsoleTraceIds(consoleTraceIds)],
  ]
  const stops = starts.filter(([name]) => on.has(name)).map(([, start]) => start(emit))
  return () => {
    for (const stop of stops) stop()
  }
}
