import { resolve } from 'node:path'
import { defaultSpanLimits } from '../trace/span-limits.ts'
import type { EnvironmentReader } from './environment.ts'
import type { AuditSettings, ConsoleTraceIds, LogLimits } from './settings.ts'

/** What each limit of a log record is called: the own name first, then the general one. */
export type LogLimitNames = Readonly<Record<keyof LogLimits, readonly string[]>>

export function logLimits(reader: EnvironmentReader, names: LogLimitNames): LogLimits {
  const count = (limit: keyof LogLimits) =>
    reader.number(names[limit], { min: 0, max: Number.MAX_SAFE_INTEGER }, defaultSpanLimits[limit])
  return { attributeCount: count('attributeCount'), attributeValueLength: count('attributeValueLength') }
}

export const consoleTraceIds = (reader: EnvironmentReader): ConsoleTraceIds =>
  reader.choice(['THROUGHLINE_CONSOLE_TRACE_IDS'], ['none', 'json', 'all'], 'none')

export function auditSettings(reader: EnvironmentReader): AuditSettings | undefined {
  const keys = reader.members('THROUGHLINE_AUDIT_KEYS', member => member, 'the name of an attribute')
  const file = reader.text('THROUGHLINE_AUDIT_FILE') ?? 'throughline-audit.jsonl'
  return keys.length === 0 ? undefined : { keys, file: resolve(file) }
}
