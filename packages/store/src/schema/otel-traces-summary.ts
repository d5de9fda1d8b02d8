import { deduplicationWindowBlocks } from '../limits.ts'
import { dayPartition } from './partition.ts'

/**
 * What a list shows of a trace: one row for each block that brought spans of it, added up when read and, in time, by
 * merges. Sorted by minute, so that a list of recent traces reads little.
 */
export const otelTracesSummary = `
CREATE TABLE IF NOT EXISTS otel_traces_summary (
  Minute DateTime CODEC(Delta(4), ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  Start SimpleAggregateFunction(min, DateTime64(9)) CODEC(Delta(8), ZSTD(1)),
  End SimpleAggregateFunction(max, DateTime64(9)) CODEC(Delta(8), ZSTD(1)),
  SpanCount SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  ErrorCount SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  Services SimpleAggregateFunction(groupUniqArrayArray, Array(String)) CODEC(ZSTD(1)),
  -- service and name of the earliest span without a parent; its id decides where two start at once
  Root AggregateFunction(argMinIf, Tuple(String, String), Tuple(DateTime64(9), String), UInt8) CODEC(ZSTD(1)),
  INDEX idx_start Start TYPE minmax GRANULARITY 1,
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1
) ENGINE = AggregatingMergeTree
PARTITION BY ${dayPartition('Start')}
ORDER BY (Minute, TraceId)
SETTINGS
  index_granularity = 8192,
  ttl_only_drop_parts = 1,
  non_replicated_deduplication_window = ${deduplicationWindowBlocks}`

export const otelTracesSummaryView = `
CREATE MATERIALIZED VIEW IF NOT EXISTS otel_traces_summary_mv TO otel_traces_summary AS
SELECT
  toStartOfMinute(min(Timestamp)) AS Minute,
  TraceId,
  min(Timestamp) AS Start,
  max(fromUnixTimestamp64Nano(toUnixTimestamp64Nano(Timestamp) + reinterpretAsInt64(Duration))) AS End,
  count() AS SpanCount,
  countIf(StatusCode = 'Error') AS ErrorCount,
  groupUniqArray(toString(ServiceName)) AS Services,
  argMinIfState((toString(ServiceName), toString(SpanName)), (Timestamp, SpanId), ParentSpanId IN ('', '0000000000000000')) AS Root
FROM otel_traces
WHERE TraceId != ''
GROUP BY TraceId`
