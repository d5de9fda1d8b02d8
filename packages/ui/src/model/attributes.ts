import type { OtlpAnyValue, OtlpKeyValue, OtlpSpan } from '@throughline/api'
import { foldedValueChars } from '../limits.ts'

/** A value as a reader expects it: strings bare, numbers exact, structures as JSON. */
export function valueText(value: OtlpAnyValue | undefined): string {
  if (value?.stringValue !== undefined) return value.stringValue
  const plain = plainValue(value)
  return typeof plain === 'string' ? plain : (JSON.stringify(plain) ?? '')
}

/** A value as plain JSON data; 64-bit integers stay strings, since a double could not hold them. */
function plainValue(value: OtlpAnyValue | undefined): unknown {
  if (!value) return null
  if (value.stringValue !== undefined) return value.stringValue
  if (value.boolValue !== undefined) return value.boolValue
  if (value.intValue !== undefined) return String(value.intValue)
  if (value.doubleValue !== undefined) return value.doubleValue
  if (value.bytesValue !== undefined) return value.bytesValue
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plainValue)
  if (value.kvlistValue) {
    return Object.fromEntries((value.kvlistValue.values ?? []).map(entry => [entry.key, plainValue(entry.value)]))
  }
  return null
}

/** The text that is shown until somebody asks for all of it. */
export const foldText = (text: string): string =>
  text.length <= foldedValueChars ? text : `${text.slice(0, foldedValueChars)}…`

/** The proto's name of the value's type, for a hover. */
export function valueType(value: OtlpAnyValue | undefined): string {
  const key = Object.keys(value ?? {})[0]
  return key ? key.replace('Value', '') : 'empty'
}

/** Text of an attribute, `undefined` where it is absent or empty. */
export function attributeText(attributes: readonly OtlpKeyValue[] | undefined, key: string): string | undefined {
  const found = attributes?.find(attribute => attribute.key === key)
  return (found && valueText(found.value)) || undefined
}

export interface AttributeGroup {
  /** `http` of `http.request.method`; the empty string for keys without a dot. */
  readonly namespace: string
  readonly attributes: readonly OtlpKeyValue[]
}

/** Attributes by first name segment, both sorted; keys without a namespace come first. */
export function groupByNamespace(attributes: readonly OtlpKeyValue[]): readonly AttributeGroup[] {
  const groups = Map.groupBy(attributes, ({ key }) => (key.includes('.') ? key.slice(0, key.indexOf('.')) : ''))
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([namespace, group]) => ({ namespace, attributes: group.toSorted((a, b) => (a.key < b.key ? -1 : 1)) }))
}

export interface Failure {
  readonly type: string | undefined
  readonly message: string | undefined
}

/**
 * Why a span failed, in its own words. The status describes the failure of the span itself, an exception event may
 * be one that was handled, and some instrumentations blank its message (pg: "PostgreSQL error of type 'Error'").
 */
export function failureOf(span: OtlpSpan): Failure {
  const exception = span.events?.findLast(event => event.name === 'exception')?.attributes
  return {
    type: attributeText(exception, 'exception.type') ?? attributeText(span.attributes, 'error.type'),
    message: span.status?.message || attributeText(exception, 'exception.message'),
  }
}

/** What a client or producer span talked to, as far as it says; the loopback address names nothing. */
export function peerOf(span: OtlpSpan): string | undefined {
  if (span.kind !== 3 && span.kind !== 4) return undefined
  const peerKeys = ['service.peer.name', 'peer.service', 'db.namespace', 'messaging.destination.name', 'server.address']
  const peers = peerKeys.map(key => attributeText(span.attributes, key))
  return peers.find(peer => peer !== undefined && !/^(localhost|127\.|::1$|\[::1\])/.test(peer))
}

/**
 * Where an HTTP span went, when its name does not say: without a route the conventions name it by its method alone. The
 * query is left out; the panel has it.
 */
export function addressOf(span: OtlpSpan): string | undefined {
  if (span.name?.includes(' ')) return undefined
  const url = attributeText(span.attributes, 'url.full') ?? attributeText(span.attributes, 'url.path')
  return url?.replace(/^\w+:\/\//, '').replace(/[?#].*$/, '')
}
