export { bytesToHex, hexToBytes, isValidSpanId, isValidTraceId } from './ids.ts'
export { readLogsJson } from './json/read-logs.ts'
export { readMetricsJson } from './json/read-metrics.ts'
export { readTracesJson } from './json/read-traces.ts'
export {
  readLogsResponseJson,
  readMetricsResponseJson,
  readProfilesResponseJson,
  readStatusJson,
  readTraceResponseJson,
  writeLogsResponseJson,
  writeMetricsResponseJson,
  writeProfilesResponseJson,
  writeStatusJson,
  writeTraceResponseJson,
} from './json/replies.ts'
export { writeLogsJson } from './json/write-logs.ts'
export { writeMetricsJson } from './json/write-metrics.ts'
export { writeTracesJson } from './json/write-traces.ts'
export { anyValueDepthMax, varintBytesMax } from './limits.ts'
export { countDataPoints, countLogRecords, countProfiles } from './messages/count-items.ts'
export { profilesJsonToProto } from './messages/profiles-json-to-proto.ts'
export * from './model/common.ts'
export * from './model/logs.ts'
export * from './model/metrics.ts'
export * from './model/traces.ts'
export { readLogsProto } from './proto/read-logs.ts'
export { readMetricsProto } from './proto/read-metrics.ts'
export { readTracesProto } from './proto/read-traces.ts'
export {
  readLogsResponseProto,
  readMetricsResponseProto,
  readProfilesResponseProto,
  readStatusProto,
  readTraceResponseProto,
  writeLogsResponseProto,
  writeMetricsResponseProto,
  writeProfilesResponseProto,
  writeStatusProto,
  writeTraceResponseProto,
} from './proto/replies.ts'
export { retryInfoDelayMs } from './proto/retry-info.ts'
export { writeLogsProto } from './proto/write-logs.ts'
export { writeMetricsProto } from './proto/write-metrics.ts'
export { writeTracesProto } from './proto/write-traces.ts'
export type { LogsResponse, MetricsResponse, ProfilesResponse, RpcStatus, TraceResponse } from './replies.ts'
export { err, ok, type Result } from './result.ts'
export { readSpanBatch, type SpanBatch } from './spans/span-batch.ts'
export {
  attributeWord,
  eventWord,
  type IntTable,
  linkWord,
  type ResourceGroup,
  type ScopeGroup,
  type SpanIndex,
  spanWord,
} from './spans/span-index.ts'
export { type AnySqlSystem, type SqlSystem, sqlTokens } from './sql/tokens.ts'
export { withoutLiterals } from './sql/without-literals.ts'
export { nowUnixNano, unixNano } from './time.ts'
export { spanProblem } from './validate.ts'
export { FRACTION_TAG, INTEGER_TAG, KEY_TAG, TEXT_TAG, TRUTH_TAG, VALUE_TAG } from './wire/attribute-tags.ts'
export { giveMemory, takeMemory } from './wire/memory.ts'
export { ProtoReader } from './wire/proto-reader.ts'
export { ProtoWriter } from './wire/proto-writer.ts'
export { int64At, lengthAt, payloadAt, startAt, varintAt } from './wire/read-at.ts'
export { encodeUtf8Loop, lengthOf, unitAt } from './wire/utf8.ts'
