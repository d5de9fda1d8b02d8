import protobuf from 'protobufjs'

/** The messages of metrics as opentelemetry-proto declares them. No line is shared with ours. */
const schema = `
syntax = "proto3";
message MetricsRequest { repeated ResourceMetrics resource_metrics = 1; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; string schema_url = 3; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; string schema_url = 3; }
message Scope { string name = 1; string version = 2; }
message Metric {
  string name = 1; string description = 2; string unit = 3;
  oneof data {
    Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; ExponentialHistogram exponential_histogram = 10;
  }
}
message Gauge { repeated NumberPoint data_points = 1; }
message Sum { repeated NumberPoint data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
message Histogram { repeated HistogramPoint data_points = 1; int32 aggregation_temporality = 2; }
message ExponentialHistogram { repeated ExponentialPoint data_points = 1; int32 aggregation_temporality = 2; }
message NumberPoint {
  repeated KeyValue attributes = 7; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
  oneof value { double as_double = 4; sfixed64 as_int = 6; }
  repeated Exemplar exemplars = 5; uint32 flags = 8;
}
message HistogramPoint {
  repeated KeyValue attributes = 9; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; fixed64 count = 4;
  optional double sum = 5; repeated fixed64 bucket_counts = 6; repeated double explicit_bounds = 7;
  repeated Exemplar exemplars = 8; uint32 flags = 10; optional double min = 11; optional double max = 12;
}
message ExponentialPoint {
  repeated KeyValue attributes = 1; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; fixed64 count = 4;
  optional double sum = 5; sint32 scale = 6; fixed64 zero_count = 7; Buckets positive = 8; Buckets negative = 9;
  uint32 flags = 10; repeated Exemplar exemplars = 11; optional double min = 12; optional double max = 13;
  double zero_threshold = 14;
}
message Buckets { sint32 offset = 1; repeated uint64 bucket_counts = 2; }
message Exemplar {
  repeated KeyValue filtered_attributes = 7; fixed64 time_unix_nano = 2;
  oneof value { double as_double = 3; sfixed64 as_int = 6; }
  bytes span_id = 4; bytes trace_id = 5;
}
message KeyValue { string key = 1; Value value = 2; }
message Value {
  oneof value {
    string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; Values array_value = 5;
  }
}
message Values { repeated Value values = 1; }
`

const type = protobuf.parse(schema).root.lookupType('MetricsRequest')

/** As OTLP/JSON has it, with 64-bit numbers as text; ids are bytes. */
export interface DecodedMetrics {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly DecodedAttribute[] }
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string }
      readonly metrics: readonly DecodedMetric[]
    }[]
  }[]
}

export interface DecodedAttribute {
  readonly key: string
  readonly value: Readonly<Record<string, string | number | boolean>>
}

export interface DecodedMetric {
  readonly name: string
  readonly description: string
  readonly unit: string
  readonly gauge?: { readonly dataPoints: readonly DecodedPoint[] }
  readonly sum?: DecodedData & { readonly isMonotonic: boolean }
  readonly histogram?: DecodedData
  readonly exponentialHistogram?: DecodedData
}

interface DecodedData {
  readonly dataPoints: readonly DecodedPoint[]
  readonly aggregationTemporality: number
}

/** What any point may have. */
export interface DecodedPoint {
  readonly attributes: readonly DecodedAttribute[]
  readonly startTimeUnixNano?: string
  readonly timeUnixNano: string
  readonly asInt?: string
  readonly asDouble?: number
  readonly count?: string
  readonly sum?: number
  readonly min?: number
  readonly max?: number
  readonly bucketCounts?: readonly string[]
  readonly explicitBounds?: readonly number[]
  readonly scale?: number
  readonly zeroCount?: string
  readonly positive?: { readonly offset: number; readonly bucketCounts: readonly string[] }
  readonly exemplars?: readonly {
    readonly asDouble: number
    readonly spanId: Uint8Array
    readonly traceId: Uint8Array
  }[]
}

export const decodeMetrics = (bytes: Uint8Array): DecodedMetrics =>
  type.toObject(type.decode(bytes), { longs: String, arrays: true }) as DecodedMetrics

export const metricsIn = ({ resourceMetrics }: DecodedMetrics): readonly DecodedMetric[] =>
  resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(scope => scope.metrics))

export const pointsOf = ({ gauge, sum, histogram, exponentialHistogram }: DecodedMetric): readonly DecodedPoint[] =>
  (gauge ?? sum ?? histogram ?? exponentialHistogram)?.dataPoints ?? []

export const attributesOf = ({ attributes }: DecodedPoint): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

/** The value of each integer, by the name of its metric and, where there is one, its kind of error. */
export function valuesOf(metrics: DecodedMetrics): Record<string, number> {
  return Object.fromEntries(
    metricsIn(metrics).flatMap(metric =>
      pointsOf(metric)
        .filter(({ asInt }) => asInt !== undefined)
        .map(point => {
          const error = attributesOf(point)['error.type']
          return [error === undefined ? metric.name : `${metric.name} ${error}`, Number(point.asInt)]
        }),
    ),
  )
}
