import protobuf from 'protobufjs'

/** The messages of metrics as opentelemetry-proto declares them, down to what a test needs. No line is shared with ours. */
const schema = `
syntax = "proto3";
message MetricsRequest { repeated ResourceMetrics resource_metrics = 1; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; }
message Scope { string name = 1; string version = 2; }
message Metric { string name = 1; string description = 2; string unit = 3; Sum sum = 7; }
message Sum { repeated Point data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
message Point {
  fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; sfixed64 as_int = 6; repeated KeyValue attributes = 7;
}
message KeyValue { string key = 1; Value value = 2; }
message Value { oneof value { string string_value = 1; int64 int_value = 3; } }
`

const type = protobuf.parse(schema).root.lookupType('MetricsRequest')

/** As OTLP/JSON has it, with 64-bit numbers as text. */
export interface DecodedMetrics {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly DecodedAttribute[] }
    readonly scopeMetrics: readonly { readonly metrics: readonly DecodedMetric[] }[]
  }[]
}

interface DecodedAttribute {
  readonly key: string
  readonly value: { readonly stringValue?: string; readonly intValue?: string }
}

interface DecodedMetric {
  readonly name: string
  readonly sum: {
    readonly dataPoints: readonly { readonly asInt: string; readonly attributes: readonly DecodedAttribute[] }[]
  }
}

export const decodeMetrics = (bytes: Uint8Array): DecodedMetrics =>
  type.toObject(type.decode(bytes), { longs: String, arrays: true }) as DecodedMetrics

/** The value of each point, by the name of its metric and, where there is one, its kind of error. */
export function valuesOf({ resourceMetrics }: DecodedMetrics): Record<string, number> {
  const metrics = resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(scope => scope.metrics))
  return Object.fromEntries(
    metrics.flatMap(({ name, sum }) =>
      sum.dataPoints.map(({ asInt, attributes }) => {
        const error = attributes.find(({ key }) => key === 'error.type')
        return [error === undefined ? name : `${name} ${error.value.stringValue}`, Number(asInt)]
      }),
    ),
  )
}
