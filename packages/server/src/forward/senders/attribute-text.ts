import type { AnyValue } from '@throughline/otlp'

/** An attribute as text, for formats that have nothing else (OpenTelemetry, "Mapping to non-OTLP formats", "Attribute"). */
export function textOf(value: AnyValue): string {
  switch (value.kind) {
    case 'string':
      return value.value
    case 'bytes':
      return Buffer.from(value.value).toString('base64')
    default:
      return JSON.stringify(plainOf(value))
  }
}

/** Numbers of 64 bits that JavaScript's have no place for stay text. */
export function plainOf(value: AnyValue): unknown {
  switch (value.kind) {
    case 'empty':
      return null
    case 'string':
    case 'bool':
      return value.value
    case 'int':
      return Number.isSafeInteger(Number(value.value)) ? Number(value.value) : String(value.value)
    case 'double':
      return Number.isFinite(value.value) ? value.value : String(value.value)
    case 'bytes':
      return Buffer.from(value.value).toString('base64')
    case 'array':
      return value.values.map(plainOf)
    case 'kvlist':
      return Object.fromEntries(value.entries.map(({ key, value }) => [key, plainOf(value)]))
  }
}
