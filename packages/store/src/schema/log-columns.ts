import type { LogRecord } from '@throughline/otlp'
import { bool, int32, nanoTime, repeatedText, text, uint8, uint32 } from '../rowbinary/codecs.ts'
import { type Columns, column, type ObjectColumns } from '../rowbinary/columns.ts'
import { textOfValue, valueCodes } from '../rows/any-value.ts'
import { attributeTexts, attributeTypes } from '../rows/attributes.ts'
import { resourceColumns, type ScopeGroup, scopeColumns } from './group-columns.ts'

/** The columns of `otel_logs`, as `span-columns.ts` has those of `otel_traces`. */

export const logScopeColumns = {
  ...scopeColumns,
  ScopeVersion: column(repeatedText, ({ scope }) => scope.version),
} satisfies ObjectColumns<ScopeGroup>

export const recordColumns = {
  // As in the exporter: a record without a time has the one at which it was seen.
  Timestamp: column(nanoTime, record => record.timeUnixNano || record.observedTimeUnixNano),
  TimestampIsObserved: column(bool, record => record.timeUnixNano === 0n),
  ObservedTimestamp: column(nanoTime, record => record.observedTimeUnixNano),
  TraceId: column(text, record => record.traceId),
  SpanId: column(text, record => record.spanId),
  TraceFlags: column(uint8, record => record.flags & 0xff),
  LogFlags: column(uint32, record => record.flags),
  SeverityText: column(repeatedText, record => record.severityText),
  SeverityNumber: column(uint8, record => record.severityNumber & 0xff),
  SeverityNumberExact: column(int32, record => record.severityNumber),
  Body: column(text, record => textOfValue(record.body)),
  BodyType: column(uint8, record => valueCodes[record.body.kind]),
  LogAttributes: column(attributeTexts, record => record.attributes),
  LogAttributeTypes: column(attributeTypes, record => record.attributes),
  DroppedAttributesCount: column(uint32, record => record.droppedAttributesCount),
  EventName: column(text, record => record.eventName),
} satisfies ObjectColumns<LogRecord>

/** Everything in the order of a row's bytes. */
export const logColumns: Columns = { ...resourceColumns, ...logScopeColumns, ...recordColumns }
