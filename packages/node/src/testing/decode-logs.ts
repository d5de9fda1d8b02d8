import protobuf from 'protobufjs'

/** The messages of logs as opentelemetry-proto declares them. No line is shared with ours. */
const schema = `
syntax = "proto3";
message LogsRequest { repeated ResourceLogs resource_logs = 1; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; string schema_url = 3; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; string schema_url = 3; }
message Scope { string name = 1; string version = 2; }
message LogRecord {
  fixed64 time_unix_nano = 1; int32 severity_number = 2; string severity_text = 3; Value body = 5;
  repeated KeyValue attributes = 6; uint32 dropped_attributes_count = 7; fixed32 flags = 8; bytes trace_id = 9;
  bytes span_id = 10; fixed64 observed_time_unix_nano = 11; string event_name = 12;
}
message KeyValue { string key = 1; Value value = 2; }
message Value { oneof value {
  string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5;
  KvList kvlist_value = 6; bytes bytes_value = 7;
} }
message ArrayValue { repeated Value values = 1; }
message KvList { repeated KeyValue values = 1; }
`

const type = protobuf.parse(schema).root.lookupType('LogsRequest')

interface KeyValue {
  readonly key: string
  readonly value: Value
}

interface Value {
  readonly value?: string
  readonly [field: string]: unknown
}

interface DecodedLogs {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] }
    readonly scopeLogs: readonly {
      readonly scope: { readonly name: string; readonly version: string }
      readonly schemaUrl: string
      readonly logRecords: readonly DecodedRecord[]
    }[]
  }[]
}

interface DecodedRecord {
  readonly timeUnixNano: string
  readonly observedTimeUnixNano: string
  readonly severityNumber: number
  readonly severityText: string
  readonly body: Value | null
  readonly attributes: readonly KeyValue[]
  readonly droppedAttributesCount: number
  readonly flags: number
  readonly traceId: string
  readonly spanId: string
  readonly eventName: string
}

/** With body and attributes as plain values; 64-bit numbers are bigints. */
export interface ReceivedLog
  extends Omit<DecodedRecord, 'body' | 'attributes' | 'timeUnixNano' | 'observedTimeUnixNano'> {
  readonly serviceName: unknown
  readonly scope: string
  readonly scopeVersion: string
  readonly schemaUrl: string
  readonly body: unknown
  readonly attributes: Readonly<Record<string, unknown>>
  readonly timeUnixNano: bigint
  readonly observedTimeUnixNano: bigint
}

export function decodeLogs(bytes: Uint8Array): readonly ReceivedLog[] {
  const options = { longs: String, bytes: String, arrays: true, defaults: true, oneofs: true }
  const { resourceLogs } = type.toObject(type.decode(bytes), options) as DecodedLogs
  return resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ scope, schemaUrl, logRecords }) =>
      logRecords.map(record => ({
        ...record,
        serviceName: plainMap(resource.attributes)['service.name'],
        scope: scope.name,
        scopeVersion: scope.version,
        schemaUrl,
        body: plainValue(record.body),
        attributes: plainMap(record.attributes),
        timeUnixNano: BigInt(record.timeUnixNano),
        observedTimeUnixNano: BigInt(record.observedTimeUnixNano),
        traceId: hex(record.traceId),
        spanId: hex(record.spanId),
      })),
    ),
  )
}

const hex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex')

const plainMap = (attributes: readonly KeyValue[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]))

function plainValue(value: Value | null): unknown {
  if (value?.value === undefined) return undefined
  const inner = value[value.value]
  if (value.value === 'intValue') return BigInt(String(inner))
  if (value.value === 'kvlistValue') return plainMap((inner as { values: KeyValue[] }).values)
  if (value.value === 'arrayValue') return (inner as { values: Value[] }).values.map(plainValue)
  return inner
}
