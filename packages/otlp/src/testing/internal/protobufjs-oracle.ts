import protobuf from 'protobufjs'

/**
 * The trace messages as opentelemetry-proto declares them, down to what a test needs: names, numbers and types.
 * protobuf.js reads it; it shares no line with our codecs.
 */
const schema = `
syntax = "proto3";
message TracesData { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message ScopeSpans { InstrumentationScope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message Span {
  bytes trace_id = 1;
  bytes span_id = 2;
  string trace_state = 3;
  bytes parent_span_id = 4;
  fixed32 flags = 16;
  string name = 5;
  SpanKind kind = 6;
  fixed64 start_time_unix_nano = 7;
  fixed64 end_time_unix_nano = 8;
  repeated KeyValue attributes = 9;
  uint32 dropped_attributes_count = 10;
  repeated Event events = 11;
  uint32 dropped_events_count = 12;
  repeated Link links = 13;
  uint32 dropped_links_count = 14;
  Status status = 15;
}
enum SpanKind {
  SPAN_KIND_UNSPECIFIED = 0; SPAN_KIND_INTERNAL = 1; SPAN_KIND_SERVER = 2;
  SPAN_KIND_CLIENT = 3; SPAN_KIND_PRODUCER = 4; SPAN_KIND_CONSUMER = 5;
}
message Event {
  fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4;
}
message Link {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; repeated KeyValue attributes = 4;
  uint32 dropped_attributes_count = 5; fixed32 flags = 6;
}
message Status { string message = 2; StatusCode code = 3; }
enum StatusCode { STATUS_CODE_UNSET = 0; STATUS_CODE_OK = 1; STATUS_CODE_ERROR = 2; }
message Resource {
  repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; repeated EntityRef entity_refs = 3;
}
message EntityRef {
  string schema_url = 1; string type = 2; repeated string id_keys = 3; repeated string description_keys = 4;
}
message InstrumentationScope {
  string name = 1; string version = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4;
}
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue {
  oneof value {
    string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
    ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7;
  }
}
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
`

const root = protobuf.parse(schema).root
export const tracesType = root.lookupType('TracesData')

/** Every `Message.field` of the schema, in camel case. */
export const schemaFields: readonly string[] = root.nestedArray.flatMap(entry =>
  entry instanceof protobuf.Type ? entry.fieldsArray.map(field => `${entry.name}.${field.name}`) : [],
)

const isId = (name: string): boolean => name === 'traceId' || name === 'spanId' || name === 'parentSpanId'
const base64ToHex = (text: string): string => Buffer.from(text, 'base64').toString('hex')

/** What protobuf.js finds in a payload, in the shape of OTLP/JSON. */
export function oracleJson(bytes: Uint8Array): unknown {
  const object = tracesType.toObject(tracesType.decode(bytes), { longs: String, bytes: String, json: true })
  return mapMembers(object, (name, value) => (isId(name) && typeof value === 'string' ? base64ToHex(value) : value))
}

/** Rebuilds plain data from the leaves up; empty lists and undefined members are left out. */
export function mapMembers(value: unknown, map: (name: string, value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(item => mapMembers(item, map))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
    .map(([name, member]): [string, unknown] => [name, map(name, mapMembers(member, map))])
    .filter(([, member]) => member !== undefined && !(Array.isArray(member) && member.length === 0))
  return Object.fromEntries(members)
}

/** The `Message.field`s of a payload that protobuf.js finds set to something other than the default. */
export function fieldsSetIn(bytes: Uint8Array): ReadonlySet<string> {
  const seen = new Set<string>()
  collectSetFields(tracesType, tracesType.decode(bytes), seen)
  return seen
}

function collectSetFields(type: protobuf.Type, message: object, seen: Set<string>): void {
  for (const field of type.fieldsArray) {
    const value: unknown = Reflect.get(message, field.name)
    const values: unknown[] = Array.isArray(value) ? value : [value]
    for (const one of values) if (isSet(one)) seen.add(`${type.name}.${field.name}`)
    const inner = field.resolve().resolvedType
    if (!(inner instanceof protobuf.Type)) continue
    for (const one of values) if (typeof one === 'object' && one !== null) collectSetFields(inner, one, seen)
  }
}

function isSet(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length > 0
  if (value instanceof protobuf.util.Long) return String(value) !== '0'
  return Boolean(value)
}
