import { deduplicationWindowBlocks } from '../limits.ts'
import { dayPartition } from './partition.ts'

/** Columns of all tables of metrics, the exporter's first. */
const sharedColumns = `
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ResourceSchemaUrl String CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)),
  ScopeVersion String CODEC(ZSTD(1)),
  ScopeAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeDroppedAttrCount UInt32 CODEC(ZSTD(1)),
  ScopeSchemaUrl String CODEC(ZSTD(1)),
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  MetricName LowCardinality(String) CODEC(ZSTD(1)),
  MetricDescription String CODEC(ZSTD(1)),
  MetricUnit String CODEC(ZSTD(1)),
  Attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  StartTimeUnix DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  TimeUnix DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  Flags UInt32 CODEC(ZSTD(1)),

  -- ours: the types of attributes are codes in the order of the map, none when all are strings
  AttributeTypes Array(UInt8) CODEC(ZSTD(1)),
  ResourceAttributeTypes Array(UInt8) CODEC(ZSTD(1)),
  ScopeAttributeTypes Array(UInt8) CODEC(ZSTD(1)),
  MetricMetadata Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  MetricMetadataTypes Array(UInt8) CODEC(ZSTD(1)),
  ResourceDroppedAttributesCount UInt32 CODEC(T64, ZSTD(1)),
  ResourceEntityRefs Nested (
    SchemaUrl String,
    Type String,
    IdKeys Array(String),
    DescriptionKeys Array(String)
  ) CODEC(ZSTD(1)),

  INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_scope_attr_key mapKeys(ScopeAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_scope_attr_value mapValues(ScopeAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_attr_key mapKeys(Attributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_attr_value mapValues(Attributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_time_minmax TimeUnix TYPE minmax GRANULARITY 1`

const exemplarColumns = `
  Exemplars Nested (
    FilteredAttributes Map(LowCardinality(String), String),
    TimeUnix DateTime64(9),
    Value Float64,
    SpanId String,
    TraceId String,
    -- ours
    FilteredAttributeTypes Array(UInt8),
    ValueType UInt8,
    ValueInt Int64
  ) CODEC(ZSTD(1)),`

const numberColumns = `
  Value Float64 CODEC(ZSTD(1)),
  -- ours: a whole number keeps the digits that a double loses
  ValueType UInt8 CODEC(ZSTD(1)),
  ValueInt Int64 CODEC(ZSTD(1)),${exemplarColumns}`

const temporalityColumn = `
  AggregationTemporality Int32 CODEC(ZSTD(1)),`

const distributionColumns = `
  Count UInt64 CODEC(Delta, ZSTD(1)),
  Sum Float64 CODEC(ZSTD(1)),
  Min Float64 CODEC(ZSTD(1)),
  Max Float64 CODEC(ZSTD(1)),
  -- ours: 0 is not what is left out
  HasSum Bool CODEC(ZSTD(1)),
  HasMin Bool CODEC(ZSTD(1)),
  HasMax Bool CODEC(ZSTD(1)),${temporalityColumn}${exemplarColumns}`

/**
 * The OpenTelemetry Collector's tables of metrics, one for each kind, column for column, with their indexes, and ours, as
 * in `otel-traces.ts`. Times are DateTime64(9) where the exporter has DateTime, which keeps no part of a second and ends in
 * 2106; queries that compare or round them are the same.
 */
export const otelMetrics: readonly string[] = [
  metricTable('otel_metrics_gauge', numberColumns),
  metricTable(
    'otel_metrics_sum',
    `${numberColumns}${temporalityColumn}
  IsMonotonic Bool CODEC(Delta, ZSTD(1)),`,
  ),
  metricTable(
    'otel_metrics_histogram',
    `${distributionColumns}
  BucketCounts Array(UInt64) CODEC(ZSTD(1)),
  ExplicitBounds Array(Float64) CODEC(ZSTD(1)),`,
  ),
  metricTable(
    'otel_metrics_exponential_histogram',
    `${distributionColumns}
  Scale Int32 CODEC(ZSTD(1)),
  ZeroCount UInt64 CODEC(ZSTD(1)),
  PositiveOffset Int32 CODEC(ZSTD(1)),
  PositiveBucketCounts Array(UInt64) CODEC(ZSTD(1)),
  NegativeOffset Int32 CODEC(ZSTD(1)),
  NegativeBucketCounts Array(UInt64) CODEC(ZSTD(1)),
  -- ours
  ZeroThreshold Float64 CODEC(ZSTD(1)),`,
  ),
  metricTable(
    'otel_metrics_summary',
    `
  Count UInt64 CODEC(Delta, ZSTD(1)),
  Sum Float64 CODEC(ZSTD(1)),
  ValueAtQuantiles Nested (
    Quantile Float64,
    Value Float64
  ) CODEC(ZSTD(1)),`,
  ),
]

function metricTable(name: string, ownColumns: string): string {
  return `
CREATE TABLE IF NOT EXISTS ${name} (${ownColumns}${sharedColumns}
) ENGINE = MergeTree
PARTITION BY ${dayPartition('TimeUnix')}
-- not toStartOfHour(TimeUnix), which wraps around in 2106 and would hide what is later
ORDER BY (ServiceName, MetricName, intDiv(toUnixTimestamp64Nano(TimeUnix), 3600000000000), cityHash64(Attributes), TimeUnix)
SETTINGS
  index_granularity = 8192,
  ttl_only_drop_parts = 1,
  non_replicated_deduplication_window = ${deduplicationWindowBlocks}`
}
