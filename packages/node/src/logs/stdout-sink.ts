import { writeSync } from 'node:fs'
import type { LogSink, RecordedLog } from './log-record.ts'

/** `OTEL_LOGS_EXPORTER=console`: records as lines of JSON on stdout, for whoever wants to see them while developing. */
export class StdoutSink implements LogSink {
  readonly #scopes: string[] = []

  addScope(name: string): number {
    return this.#scopes.push(name) - 1
  }

  /** Straight to the descriptor: what goes through `console` would become a record again. */
  append(record: RecordedLog, scopeIndex: number): void {
    try {
      writeSync(1, `${JSON.stringify(shown(record, this.#scopes[scopeIndex]), bigintAsText)}\n`)
    } catch {
      // Nobody reads, or the pipe is full; the app's own lines are what matters there.
    }
  }
}

function shown({ time, severityNumber, severityText, body, attributes, eventName, context }: RecordedLog, scope = '') {
  return {
    time: new Date(time.seconds * 1000 + time.nano / 1e6).toISOString(),
    scope,
    severityNumber,
    severityText,
    ...(eventName === '' ? {} : { eventName }),
    body,
    attributes: Object.fromEntries(
      attributes.entries.flatMap((key, i, all) => (i % 2 === 0 ? [[key, all[i + 1]]] : [])),
    ),
    ...(context === undefined ? {} : { traceId: context.traceId, spanId: context.spanId }),
  }
}

const bigintAsText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)
