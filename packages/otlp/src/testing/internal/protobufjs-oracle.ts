import protobuf from 'protobufjs'

/** What protobuf.js, which shares no line with our codecs, says of the payloads of a signal. */
export interface Oracle {
  /** Every `Message.field` of the schema, in camel case. */
  readonly fields: readonly string[]
  /** The `Message.field`s of a payload that are set to something other than the default. */
  readonly fieldsSetIn: (bytes: Uint8Array) => ReadonlySet<string>
  /** What it finds in a payload, in the shape of OTLP/JSON. */
  readonly json: (bytes: Uint8Array) => unknown
  /** Reads a payload and writes it. */
  readonly rewrite: (bytes: Uint8Array) => Uint8Array
}

export function oracleOf(schema: string, messageName: string): Oracle {
  const root = protobuf.parse(schema).root.resolveAll()
  const type = root.lookupType(messageName)
  return {
    fields: root.nestedArray.flatMap(entry =>
      entry instanceof protobuf.Type ? entry.fieldsArray.map(field => `${entry.name}.${field.name}`) : [],
    ),
    fieldsSetIn: bytes => {
      const seen = new Set<string>()
      collectSetFields(type, type.decode(bytes), seen)
      return seen
    },
    json: bytes => {
      const object = type.toObject(type.decode(bytes), { longs: String, bytes: String, json: true })
      return mapMembers(object, (name, value) => (isId(name) && typeof value === 'string' ? base64ToHex(value) : value))
    },
    rewrite: bytes => type.encode(type.decode(bytes)).finish(),
  }
}

const isId = (name: string): boolean => ['traceId', 'spanId', 'parentSpanId', 'profileId'].includes(name)
const base64ToHex = (text: string): string => Buffer.from(text, 'base64').toString('hex')

/** Rebuilds plain data from the leaves up; empty lists and undefined members are left out. */
export function mapMembers(value: unknown, map: (name: string, value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(item => mapMembers(item, map))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
    .map(([name, member]): [string, unknown] => [name, map(name, mapMembers(member, map))])
    .filter(([, member]) => member !== undefined && !(Array.isArray(member) && member.length === 0))
  return Object.fromEntries(members)
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
