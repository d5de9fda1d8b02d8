import { deduplicationWindowBlocks } from '../limits.ts'
import { dayPartition } from './partition.ts'

/**
 * From a trace's id to the times between which its spans start: the exporter's table, which narrows a lookup to a few
 * granules. Times are DateTime64(9) where the exporter has DateTime, because DateTime wraps around in 2106 and a span
 * with an absurd clock would then not be found under its id.
 */
export const otelTracesTraceIdTs = `
CREATE TABLE IF NOT EXISTS otel_traces_trace_id_ts (
  TraceId String CODEC(ZSTD(1)),
  Start SimpleAggregateFunction(min, DateTime64(9)) CODEC(Delta(8), ZSTD(1)),
  End SimpleAggregateFunction(max, DateTime64(9)) CODEC(Delta(8), ZSTD(1))
) ENGINE = AggregatingMergeTree
PARTITION BY ${dayPartition('Start')}
ORDER BY TraceId
SETTINGS
  index_granularity = 8192,
  ttl_only_drop_parts = 1,
  non_replicated_deduplication_window = ${deduplicationWindowBlocks}`

export const otelTracesTraceIdTsView = `
CREATE MATERIALIZED VIEW IF NOT EXISTS otel_traces_trace_id_ts_mv TO otel_traces_trace_id_ts AS
SELECT TraceId, min(Timestamp) AS Start, max(Timestamp) AS End
FROM otel_traces
WHERE TraceId != ''
GROUP BY TraceId`
