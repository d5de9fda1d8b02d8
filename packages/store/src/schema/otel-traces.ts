import { deduplicationWindowBlocks, widePartBytes } from '../limits.ts'
import { dayPartition } from './partition.ts'

/**
 * The OpenTelemetry Collector's table of spans, column for column, with its codecs and indexes, so that dashboards made
 * for it work. Below the line are ours: what that schema loses, so that a trace comes back as it went in.
 *
 * A Map keeps equal keys and their order, through merges too (verified on 26.7).
 */
export const otelTraces = `
CREATE TABLE IF NOT EXISTS otel_traces (
  Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  ParentSpanId String CODEC(ZSTD(1)),
  TraceState String CODEC(ZSTD(1)),
  SpanName LowCardinality(String) CODEC(ZSTD(1)),
  SpanKind LowCardinality(String) CODEC(ZSTD(1)),
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)),
  ScopeVersion String CODEC(ZSTD(1)),
  SpanAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Duration UInt64 CODEC(T64, ZSTD(1)),
  StatusCode LowCardinality(String) CODEC(ZSTD(1)),
  StatusMessage String CODEC(ZSTD(1)),
  Events Nested (
    Timestamp DateTime64(9),
    Name LowCardinality(String),
    Attributes Map(LowCardinality(String), String),
    -- ours
    AttributeTypes Array(UInt8),
    DroppedAttributesCount UInt32
  ) CODEC(ZSTD(1)),
  Links Nested (
    TraceId String,
    SpanId String,
    TraceState String,
    Attributes Map(LowCardinality(String), String),
    -- ours
    AttributeTypes Array(UInt8),
    DroppedAttributesCount UInt32,
    Flags UInt32
  ) CODEC(ZSTD(1)),

  -- ours: the types of attributes are codes in the order of the map, none when all are strings
  SpanAttributeTypes Array(UInt8) CODEC(ZSTD(1)),
  ResourceAttributeTypes Array(UInt8) CODEC(ZSTD(1)),
  ScopeAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeAttributeTypes Array(UInt8) CODEC(ZSTD(1)),
  TraceFlags UInt32 CODEC(T64, ZSTD(1)),
  DroppedAttributesCount UInt32 CODEC(T64, ZSTD(1)),
  DroppedEventsCount UInt32 CODEC(T64, ZSTD(1)),
  DroppedLinksCount UInt32 CODEC(T64, ZSTD(1)),
  ResourceDroppedAttributesCount UInt32 CODEC(T64, ZSTD(1)),
  ScopeDroppedAttributesCount UInt32 CODEC(T64, ZSTD(1)),
  ResourceSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
  ScopeSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
  ResourceEntityRefs Nested (
    SchemaUrl String,
    Type String,
    IdKeys Array(String),
    DescriptionKeys Array(String)
  ) CODEC(ZSTD(1)),
  -- numbers that have no word in SpanKind and StatusCode yet
  SpanKindNumber Int32 CODEC(T64, ZSTD(1)),
  StatusCodeNumber Int32 CODEC(T64, ZSTD(1)),
  -- start minus end of a span that ends before it starts; Duration is 0 then
  NegativeDuration UInt64 CODEC(T64, ZSTD(1)),

  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_key mapKeys(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_value mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_duration Duration TYPE minmax GRANULARITY 1
) ENGINE = MergeTree
PARTITION BY ${dayPartition('Timestamp')}
-- not toDateTime(Timestamp), which wraps around in 2106 and would hide what is later
ORDER BY (ServiceName, SpanName, Timestamp)
SETTINGS
  index_granularity = 8192,
  ttl_only_drop_parts = 1,
  min_bytes_for_wide_part = ${widePartBytes},
  vertical_merge_algorithm_min_rows_to_activate = 1,
  non_replicated_deduplication_window = ${deduplicationWindowBlocks}`
