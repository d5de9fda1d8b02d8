import type { ProtoWriter } from '@throughline/otlp'
import { encodeAttributes, writeTime } from '../recorder/span-encoder.ts'
import { encodeValue } from '../recorder/value-encoder.ts'
import type { RecordedLog } from './log-record.ts'

/** Writes the fields of an OTLP `LogRecord` (logs/v1/logs.proto); the message's own tag and length are the exporter's. */
export function encodeLog(proto: ProtoWriter, record: RecordedLog): void {
  const { time, observedTime, severityNumber, severityText, body, eventName, context } = record
  writeTime(proto, 1, time.seconds, time.nano)
  if (severityNumber > 0) proto.varint(2, severityNumber)
  if (severityText !== '') proto.string(3, severityText)
  if (body !== undefined) encodeValue(proto, 5, body)
  encodeAttributes(proto, 6, 7, record.attributes)
  if (context !== undefined) {
    proto.fixed32(8, context.traceFlags & 0xff)
    proto.hex(9, context.traceId)
    proto.hex(10, context.spanId)
  }
  writeTime(proto, 11, observedTime.seconds, observedTime.nano)
  if (eventName !== '') proto.string(12, eventName)
}
