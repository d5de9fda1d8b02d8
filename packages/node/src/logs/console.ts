import { format } from 'node:util'
import { subscribe } from '../channels.ts'
import { consoleLevels } from './console-trace-ids.ts'
import { isEcho } from './line-echo.ts'
import type { EmitLine } from './log-line.ts'
import { severityOfName } from './severity.ts'
import { activeSpanContext } from './trace-fields.ts'

/** Has what `console` writes become records, by the channels that Node has for its methods; nothing is replaced. */
export function instrumentConsole(emit: EmitLine): () => void {
  if (emit === undefined) return () => {}
  const stops = consoleLevels.map(level =>
    subscribe<unknown[]>(`console.${level}`, args => emitCall(level, args, emit)),
  )
  return () => {
    for (const stop of stops) stop()
  }
}

function emitCall(level: string, args: readonly unknown[], emit: NonNullable<EmitLine>): void {
  const body = format(...args)
  if (isEcho(body)) return
  emit({
    scope: 'console',
    severityNumber: severityOfName(level),
    severityText: level,
    body,
    attributes: {},
    exception: args.find(each => each instanceof Error),
    context: activeSpanContext(),
  })
}
