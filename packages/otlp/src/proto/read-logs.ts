import { emptyLogRecord, emptyResourceLogs, emptyScopeLogs } from '../drafts/logs.ts'
import { hollowBelowBytes } from '../limits.ts'
import type { SpanId, TraceId } from '../model/common.ts'
import type { LogRecord, LogsData, ResourceLogs, ScopeLogs } from '../model/logs.ts'
import { ok, type Result } from '../result.ts'
import { unixNano } from '../time.ts'
import type { ProtoReader } from '../wire/proto-reader.ts'
import { mergeAnyValue, mergeResource, mergeScope, readKeyValue } from './read-common.ts'
import { readGroup, readGroups } from './read-groups.ts'

/** Reads `LogsData` or `ExportLogsServiceRequest`; what `readTracesProto` says of values and errors is true of it as well. */
export function readLogsProto(bytes: Uint8Array): Result<LogsData> {
  const groups = readGroups(bytes, readResourceLogs)
  return groups.ok ? ok({ resourceLogs: groups.value }) : groups
}

function readResourceLogs(reader: ProtoReader): ResourceLogs {
  const group = emptyResourceLogs()
  const mergeOwner = () => mergeResource(reader, group.resource)
  readGroup(reader, group, mergeOwner, () => group.scopeLogs.push(readScopeLogs(reader)))
  return group
}

function readScopeLogs(reader: ProtoReader): ScopeLogs {
  const group = emptyScopeLogs()
  const mergeOwner = () => mergeScope(reader, group.scope)
  readGroup(reader, group, mergeOwner, () => group.logRecords.push(readLogRecord(reader)))
  return group
}

function readLogRecord(reader: ProtoReader): LogRecord {
  const record = emptyLogRecord()
  const outer = reader.enter(hollowBelowBytes.logRecord)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        record.timeUnixNano = unixNano(reader.fixed64())
        break
      case 2:
        record.severityNumber = reader.int32()
        break
      case 3:
        record.severityText = reader.string()
        break
      case 5:
        record.body = mergeAnyValue(reader, record.body)
        break
      case 6:
        record.attributes.push(readKeyValue(reader))
        break
      case 7:
        record.droppedAttributesCount = reader.uint32()
        break
      case 8:
        record.flags = reader.fixed32()
        break
      case 9:
        record.traceId = reader.hex() as TraceId
        break
      case 10:
        record.spanId = reader.hex() as SpanId
        break
      case 11:
        record.observedTimeUnixNano = unixNano(reader.fixed64())
        break
      case 12:
        record.eventName = reader.string()
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  return record
}
