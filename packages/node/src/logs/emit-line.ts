import { maxLogScopes } from '../limits.ts'
import type { LogLimits } from '../settings/settings.ts'
import { AttributeList, transportable } from '../trace/attributes.ts'
import { Instant } from '../trace/clock.ts'
import { exceptionAttributes } from '../trace/exception.ts'
import type { LogLine } from './log-line.ts'
import type { LogSink } from './log-record.ts'

/** Makes records of the lines that loggers have written. */
export function lineEmitter(sinks: readonly LogSink[], limits: LogLimits): (line: LogLine) => void {
  const emits = sinks.map(sink => sinkEmitter(sink, limits))
  return line => {
    for (const emit of emits) emit(line)
  }
}

function sinkEmitter(sink: LogSink, limits: LogLimits): (line: LogLine) => void {
  const scopes = new Map<string, number>()
  const now = new Instant()
  const scopeIndex = (name: string): number => {
    const known = scopes.get(name)
    if (known !== undefined) return known
    // Whoever names a logger by what it works on has no end of them.
    if (scopes.size >= maxLogScopes) return scopeIndex(firstOf(scopes))
    const index = sink.addScope(name, '', '')
    scopes.set(name, index)
    return index
  }
  return line => {
    now.setNow()
    const { severityNumber, severityText, context } = line
    const body = transportable(line.body)
    const attributes = listOf(line, limits)
    const record = {
      time: now,
      observedTime: now,
      severityNumber,
      severityText,
      body,
      attributes,
      eventName: '',
      context,
    }
    sink.append(record, scopeIndex(line.scope))
  }
}

const firstOf = (scopes: ReadonlyMap<string, number>): string => scopes.keys().next().value ?? ''

export function listOf(
  { attributes, exception }: Pick<LogLine, 'attributes' | 'exception'>,
  { attributeCount, attributeValueLength }: LogLimits,
): AttributeList {
  const list = new AttributeList()
  // First, since of a line with too many fields this is what is missed most.
  if (exception !== undefined && exception !== null) {
    list.setAll(exceptionAttributes(named(exception)), attributeCount, attributeValueLength)
  }
  list.setAll(attributes, attributeCount, attributeValueLength)
  return list
}

/** What pino's serializer has made of an error has its class as `type`. */
function named(exception: unknown): unknown {
  if (typeof exception !== 'object' || exception === null || exception instanceof Error) return exception
  return 'type' in exception && !('name' in exception) ? { ...exception, name: exception.type } : exception
}
