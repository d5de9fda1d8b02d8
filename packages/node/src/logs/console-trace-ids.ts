import type { SpanContext } from '@opentelemetry/api'
import type { ConsoleTraceIds } from '../settings/settings.ts'
import { parsedLine, withTraceMembers } from './json-line.ts'
import { attempt, replaceMethod } from './replace-method.ts'
import { activeSpanContext, traceFields } from './trace-fields.ts'

export const consoleLevels = ['log', 'info', 'warn', 'error', 'debug'] as const

/** Has what `console` writes carry the active span, where the settings ask for it. */
export function addConsoleTraceIds(lines: ConsoleTraceIds): () => void {
  if (lines === 'none') return () => {}
  const stops = consoleLevels.map(level =>
    replaceMethod(
      console,
      level,
      write =>
        function (this: unknown, ...args) {
          return Reflect.apply(
            write,
            this,
            attempt(() => withIds(args, lines), args),
          )
        },
    ),
  )
  return () => {
    for (const stop of stops) stop()
  }
}

/** An empty line stays one. */
function withIds(args: unknown[], lines: ConsoleTraceIds): unknown[] {
  const context = args.length === 0 ? undefined : activeSpanContext()
  if (context === undefined) return args
  const [text] = args
  if (args.length === 1 && typeof text === 'string' && isJsonObject(text)) return [withTraceMembers(text, context)]
  return lines === 'all' ? [...args, suffix(context)] : args
}

const isJsonObject = (text: string): boolean => text.trimStart().startsWith('{') && parsedLine(text) !== undefined

const suffix = (context: SpanContext): string =>
  Object.entries(traceFields(context))
    .map(field => field.join('='))
    .join(' ')
