import type { AnyValue, KeyValue } from '@throughline/otlp'

/**
 * An attribute's value as the exporter's tables hold it, text, beside a code that says which type the text had.
 * Codes are the field numbers of OTLP's `AnyValue`; 0 is a value of no type.
 */
export const valueCodes = { empty: 0, string: 1, bool: 2, int: 3, double: 4, array: 5, kvlist: 6, bytes: 7 } as const

const kinds = ['empty', 'string', 'bool', 'int', 'double', 'array', 'kvlist', 'bytes'] as const

export function textOfValue(value: AnyValue): string {
  switch (value.kind) {
    case 'empty':
      return ''
    case 'string':
      return value.value
    case 'bool':
    case 'int':
      return String(value.value)
    case 'double':
      return textOfDouble(value.value)
    case 'bytes':
      return Buffer.from(value.value).toString('base64')
    case 'array':
    case 'kvlist':
      return JSON.stringify(jsonOfValue(value))
  }
}

export function valueOfText(code: number, text: string): AnyValue {
  const kind = kinds[code] ?? 'empty'
  switch (kind) {
    case 'empty':
      return { kind: 'empty' }
    case 'string':
      return { kind, value: text }
    case 'bool':
      return { kind, value: text === 'true' }
    case 'int':
      return { kind, value: BigInt(text) }
    case 'double':
      return { kind, value: Number(text) }
    case 'bytes':
      return { kind, value: new Uint8Array(Buffer.from(text, 'base64')) }
    case 'array':
    case 'kvlist':
      return valueOfJson(JSON.parse(text))
  }
}

/** Shortest text that reads back as the same number; `String` alone would lose the sign of −0. */
export const textOfDouble = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))

/** OTLP's JSON form, which names the type of everything inside an array or a list of pairs. */
type JsonValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: string }
  | { readonly bytesValue: string }
  | { readonly arrayValue: { readonly values: readonly JsonValue[] } }
  | { readonly kvlistValue: { readonly values: readonly { readonly key: string; readonly value: JsonValue }[] } }
  | Readonly<Record<string, never>>

function jsonOfValue(value: AnyValue): JsonValue {
  switch (value.kind) {
    case 'empty':
      return {}
    case 'string':
      return { stringValue: value.value }
    case 'bool':
      return { boolValue: value.value }
    case 'int':
      return { intValue: textOfValue(value) }
    case 'double':
      return { doubleValue: textOfValue(value) }
    case 'bytes':
      return { bytesValue: textOfValue(value) }
    case 'array':
      return { arrayValue: { values: value.values.map(jsonOfValue) } }
    case 'kvlist':
      return { kvlistValue: { values: value.entries.map(({ key, value }) => ({ key, value: jsonOfValue(value) })) } }
  }
}

function valueOfJson(json: JsonValue): AnyValue {
  if ('stringValue' in json) return valueOfText(valueCodes.string, json.stringValue)
  if ('boolValue' in json) return { kind: 'bool', value: json.boolValue }
  if ('intValue' in json) return valueOfText(valueCodes.int, json.intValue)
  if ('doubleValue' in json) return valueOfText(valueCodes.double, json.doubleValue)
  if ('bytesValue' in json) return valueOfText(valueCodes.bytes, json.bytesValue)
  if ('arrayValue' in json) return { kind: 'array', values: json.arrayValue.values.map(valueOfJson) }
  if ('kvlistValue' in json) return { kind: 'kvlist', entries: json.kvlistValue.values.map(entryOfJson) }
  return { kind: 'empty' }
}

const entryOfJson = ({ key, value }: { readonly key: string; readonly value: JsonValue }): KeyValue => ({
  key,
  value: valueOfJson(value),
})
