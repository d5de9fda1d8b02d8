import { deduplicationWindowBlocks } from '../limits.ts'
import { dayPartition } from './partition.ts'

/**
 * A row for each profile, not for each sample as the OpenTelemetry Collector has it: a profile is looked at as a whole, and
 * taken apart it would be a thousand rows. Columns that say the same as the Collector's have its names and types.
 */
export const otelProfiles = `
CREATE TABLE IF NOT EXISTS otel_profiles (
  Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  ProfileId String CODEC(ZSTD(1)),
  SampleType LowCardinality(String) CODEC(ZSTD(1)),
  SampleUnit LowCardinality(String) CODEC(ZSTD(1)),
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)),
  ScopeVersion String CODEC(ZSTD(1)),
  DurationNano UInt64 CODEC(ZSTD(1)),
  Period Int64 CODEC(ZSTD(1)),
  PeriodType LowCardinality(String) CODEC(ZSTD(1)),
  PeriodUnit LowCardinality(String) CODEC(ZSTD(1)),

  -- ours
  ScopeAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  -- OTLP: ProfilesData of this profile alone, and the dictionary of its request, which one row of each day has
  Profile String CODEC(ZSTD(3)),
  DictionaryHash String CODEC(ZSTD(1)),
  Dictionary String CODEC(ZSTD(3)),

  INDEX idx_profile_id ProfileId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_dictionary_hash DictionaryHash TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = MergeTree
PARTITION BY ${dayPartition('Timestamp')}
ORDER BY (ServiceName, SampleType, Timestamp)
SETTINGS
  index_granularity = 8192,
  ttl_only_drop_parts = 1,
  non_replicated_deduplication_window = ${deduplicationWindowBlocks}`
