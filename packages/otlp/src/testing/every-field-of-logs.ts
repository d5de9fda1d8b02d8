import type { SpanId, TraceId } from '../model/common.ts'
import type { LogRecord, LogsData } from '../model/logs.ts'
import { unixNano } from '../time.ts'
import {
  attribute,
  bareScope,
  everyResource,
  everyScope,
  everyValue,
  resourceSchemaUrl,
  scopeSchemaUrl,
  text,
  time,
} from './every-value.ts'

const fullRecord: LogRecord = {
  timeUnixNano: time(0n),
  observedTimeUnixNano: time(1n),
  severityNumber: 17,
  severityText: 'Error',
  body: { kind: 'kvlist', entries: [attribute('message', text('the user database did not answer')), ...everyValue] },
  attributes: everyValue,
  droppedAttributesCount: 1,
  flags: 0x80000301,
  traceId: '0af7651916cd43dd8448eb211c80319c' as TraceId,
  spanId: 'b7ad6b7169203331' as SpanId,
  eventName: 'database.timeout',
}

/** Every field at its default: a record may have as little as that. */
const bareRecord: LogRecord = {
  timeUnixNano: unixNano(0n),
  observedTimeUnixNano: unixNano(0n),
  severityNumber: 0,
  severityText: '',
  body: { kind: 'empty' },
  attributes: [],
  droppedAttributesCount: 0,
  flags: 0,
  traceId: '' as TraceId,
  spanId: '' as SpanId,
  eventName: '',
}

const withBody = everyValue.map(({ value }): LogRecord => ({ ...bareRecord, body: value }))

/** A number that a later version of the protocol may name, and the largest time there is. */
const futureRecord: LogRecord = {
  ...bareRecord,
  timeUnixNano: unixNano(2n ** 64n - 1n),
  severityNumber: 77,
  droppedAttributesCount: 2 ** 32 - 1,
}

/** What `everyField` is for traces: logs that hold every field of every message, and the awkward cases. */
export const everyFieldOfLogs = (): LogsData =>
  structuredClone({
    resourceLogs: [
      {
        resource: everyResource,
        scopeLogs: [
          { scope: everyScope, logRecords: [fullRecord, bareRecord], schemaUrl: scopeSchemaUrl },
          { scope: bareScope, logRecords: [futureRecord, ...withBody], schemaUrl: '' },
        ],
        schemaUrl: resourceSchemaUrl,
      },
    ],
  })
