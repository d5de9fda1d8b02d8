import type { Context, Logger, LoggerOptions, LoggerProvider, LogRecord } from '@opentelemetry/api'
import { isSpanContextValid } from '@opentelemetry/api'
import { noteInternalError } from '../guard.ts'
import type { LogLimits } from '../settings/settings.ts'
import { transportable } from '../trace/attributes.ts'
import { Instant } from '../trace/clock.ts'
import { isSuppressed, spanOf } from '../trace/context.ts'
import { activeContext } from '../trace/context-manager.ts'
import { textOf } from '../trace/text.ts'
import { listOf } from './emit-line.ts'
import type { LogSink } from './log-record.ts'

/** Behind `logs` of the API: a record of the app's own goes the way of those that its loggers make. */
export class RecordingLoggerProvider implements LoggerProvider {
  readonly #sinks: readonly LogSink[]
  readonly #limits: LogLimits
  readonly #loggers = new Map<string, Logger>()

  constructor(sinks: readonly LogSink[], limits: LogLimits) {
    this.#sinks = sinks
    this.#limits = limits
  }

  getLogger(name: string, version?: string, options?: LoggerOptions): Logger {
    const scope = [textOf(name ?? ''), textOf(version ?? ''), textOf(options?.schemaUrl ?? '')] as const
    const key = JSON.stringify(scope)
    const known = this.#loggers.get(key)
    if (known !== undefined) return known
    const emits = this.#sinks.map(sink => recordEmitter(sink, sink.addScope(...scope), this.#limits))
    const logger: Logger = {
      emit: record => {
        try {
          for (const emit of emits) emit(record)
        } catch (error) {
          noteInternalError(error)
        }
      },
      enabled: options => !isSuppressed(options?.context ?? activeContext()),
    }
    this.#loggers.set(key, logger)
    return logger
  }
}

function recordEmitter(sink: LogSink, scopeIndex: number, limits: LogLimits): (record: LogRecord) => void {
  const time = new Instant()
  const observedTime = new Instant()
  return record => {
    const within = record.context ?? activeContext()
    if (isSuppressed(within)) return
    const now = observedTime.set(record.observedTimestamp)
    // Logs data model, "Field: Timestamp": where the source has none, the time of observation.
    time.set(record.timestamp ?? record.observedTimestamp, now)
    const { severityNumber, severityText, body, attributes = {}, exception, eventName } = record
    sink.append(
      {
        time,
        observedTime,
        severityNumber: Number.isInteger(severityNumber) ? Number(severityNumber) : 0,
        severityText: textOf(severityText ?? ''),
        body: transportable(body),
        attributes: listOf({ attributes, exception }, limits),
        eventName: textOf(eventName ?? ''),
        context: contextOf(within),
      },
      scopeIndex,
    )
  }
}

function contextOf(within: Context) {
  const context = spanOf(within)?.spanContext()
  return context !== undefined && isSpanContextValid(context) ? context : undefined
}
