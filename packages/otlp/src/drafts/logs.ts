import type { Resource, Scope } from '../model/common.ts'
import type { LogRecord, ResourceLogs, ScopeLogs } from '../model/logs.ts'
import {
  type AnyValueDraft,
  type Draft,
  emptyResource,
  emptyScope,
  emptyValue,
  noSpanId,
  noTime,
  noTraceId,
} from './common.ts'

export const emptyLogRecord = (): Draft<LogRecord> & { body: AnyValueDraft } => ({
  timeUnixNano: noTime,
  observedTimeUnixNano: noTime,
  severityNumber: 0,
  severityText: '',
  body: emptyValue,
  attributes: [],
  droppedAttributesCount: 0,
  flags: 0,
  traceId: noTraceId,
  spanId: noSpanId,
  eventName: '',
})

export const emptyScopeLogs = (): Draft<ScopeLogs> & { scope: Draft<Scope> } => ({
  scope: emptyScope(),
  logRecords: [],
  schemaUrl: '',
})

export const emptyResourceLogs = (): Draft<ResourceLogs> & { resource: Draft<Resource> } => ({
  resource: emptyResource(),
  scopeLogs: [],
  schemaUrl: '',
})
