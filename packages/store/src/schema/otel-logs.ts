import { deduplicationWindowBlocks } from '../limits.ts'
import { dayPartition } from './partition.ts'

/**
 * The OpenTelemetry Collector's table of log records, column for column, with its indexes, and below the line ours, as in
 * `otel-traces.ts`.
 */
export const otelLogs = `
CREATE TABLE IF NOT EXISTS otel_logs (
  Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  TraceFlags UInt8,
  SeverityText LowCardinality(String) CODEC(ZSTD(1)),
  SeverityNumber UInt8,
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  Body String CODEC(ZSTD(1)),
  ResourceSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)),
  ScopeVersion LowCardinality(String) CODEC(ZSTD(1)),
  ScopeAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  LogAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  EventName String CODEC(ZSTD(1)),
  ${[
    'k8s.cluster.name',
    'k8s.container.name',
    'k8s.deployment.name',
    'k8s.namespace.name',
    'k8s.node.name',
    'k8s.pod.name',
    'k8s.pod.uid',
    'deployment.environment.name',
  ]
    .map(materialized)
    .join(',\n  ')},

  -- ours: the types of attributes are codes in the order of the map, none when all are strings
  LogAttributeTypes Array(UInt8) CODEC(ZSTD(1)),
  ResourceAttributeTypes Array(UInt8) CODEC(ZSTD(1)),
  ScopeAttributeTypes Array(UInt8) CODEC(ZSTD(1)),
  BodyType UInt8 CODEC(ZSTD(1)),
  ObservedTimestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  -- whether the record had no time of its own, and Timestamp is the one at which it was seen
  TimestampIsObserved Bool CODEC(ZSTD(1)),
  -- what does not fit a byte
  LogFlags UInt32 CODEC(T64, ZSTD(1)),
  SeverityNumberExact Int32 CODEC(T64, ZSTD(1)),
  DroppedAttributesCount UInt32 CODEC(T64, ZSTD(1)),
  ResourceDroppedAttributesCount UInt32 CODEC(T64, ZSTD(1)),
  ScopeDroppedAttributesCount UInt32 CODEC(T64, ZSTD(1)),
  ResourceEntityRefs Nested (
    SchemaUrl String,
    Type String,
    IdKeys Array(String),
    DescriptionKeys Array(String)
  ) CODEC(ZSTD(1)),

  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_scope_attr_key mapKeys(ScopeAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_scope_attr_value mapValues(ScopeAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_log_attr_key mapKeys(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_log_attr_value mapValues(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_lower_body lower(Body) TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 8,
  INDEX idx_event_name EventName TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = MergeTree
PARTITION BY ${dayPartition('Timestamp')}
-- not toStartOfFiveMinutes(Timestamp), which wraps around in 2106 and would hide what is later
ORDER BY (intDiv(toUnixTimestamp64Nano(Timestamp), 300000000000), ServiceName, Timestamp)
SETTINGS
  index_granularity = 8192,
  ttl_only_drop_parts = 1,
  non_replicated_deduplication_window = ${deduplicationWindowBlocks}`

/** Attributes of the resource that the exporter copies into columns, for filters that read nothing else. */
function materialized(attribute: string): string {
  const name = `\`__otel_materialized_${attribute}\``
  return `${name} LowCardinality(String) MATERIALIZED ResourceAttributes['${attribute}'] CODEC(ZSTD(1))`
}
