import type { LogRecord, LogsData, ResourceLogs, ScopeLogs } from '../model/logs.ts'
import { ProtoWriter } from '../wire/proto-writer.ts'
import {
  writeAnyValue,
  writeAttributes,
  writeCount,
  writeFixed64,
  writeFlags,
  writeId,
  writeResource,
  writeScope,
  writeText,
} from './write-common.ts'

/** Writes `LogsData`, which is also `ExportLogsServiceRequest`. */
export function writeLogsProto(data: LogsData): Uint8Array {
  const writer = ProtoWriter.growing()
  for (const group of data.resourceLogs) writeResourceLogs(writer, 1, group)
  return writer.written()
}

function writeResourceLogs(writer: ProtoWriter, field: number, group: ResourceLogs): void {
  const mark = writer.begin(field)
  writeResource(writer, 1, group.resource)
  for (const scopeLogs of group.scopeLogs) writeScopeLogs(writer, 2, scopeLogs)
  writeText(writer, 3, group.schemaUrl)
  writer.end(mark)
}

function writeScopeLogs(writer: ProtoWriter, field: number, group: ScopeLogs): void {
  const mark = writer.begin(field)
  writeScope(writer, 1, group.scope)
  for (const record of group.logRecords) writeLogRecord(writer, 2, record)
  writeText(writer, 3, group.schemaUrl)
  writer.end(mark)
}

function writeLogRecord(writer: ProtoWriter, field: number, record: LogRecord): void {
  const mark = writer.begin(field)
  writeFixed64(writer, 1, record.timeUnixNano)
  writeCount(writer, 2, record.severityNumber)
  writeText(writer, 3, record.severityText)
  writeAnyValue(writer, 5, record.body)
  writeAttributes(writer, 6, record.attributes)
  writeCount(writer, 7, record.droppedAttributesCount)
  writeFlags(writer, 8, record.flags)
  writeId(writer, 9, record.traceId)
  writeId(writer, 10, record.spanId)
  writeFixed64(writer, 11, record.observedTimeUnixNano)
  writeText(writer, 12, record.eventName)
  writer.end(mark)
}
