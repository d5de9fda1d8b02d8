import { hollowBelowBytes } from '../limits.ts'
import { anyValue, keyValue, resource, scope } from './common.ts'
import { message } from './message.ts'

// Source: opentelemetry-proto 1.11, `logs/v1/logs.proto`.

const logRecord = message(
  {
    timeUnixNano: [1, 'fixed64'],
    severityNumber: [2, 'int32'],
    severityText: [3, 'string'],
    body: [5, () => anyValue],
    attributes: [6, () => keyValue, 'list'],
    droppedAttributesCount: [7, 'uint32'],
    flags: [8, 'fixed32'],
    traceId: [9, 'id'],
    spanId: [10, 'id'],
    observedTimeUnixNano: [11, 'fixed64'],
    eventName: [12, 'string'],
  },
  { hollowBelow: hollowBelowBytes.logRecord, isItem: true },
)
const scopeLogs = message(
  { scope: [1, () => scope], logRecords: [2, () => logRecord, 'list'], schemaUrl: [3, 'string'] },
  { hollowBelow: hollowBelowBytes.group },
)
const resourceLogs = message(
  { resource: [1, () => resource], scopeLogs: [2, () => scopeLogs, 'list'], schemaUrl: [3, 'string'] },
  { hollowBelow: hollowBelowBytes.group },
)

/** `LogsData`, which is also `ExportLogsServiceRequest`. */
export const logsData = message({ resourceLogs: [1, () => resourceLogs, 'list'] })
