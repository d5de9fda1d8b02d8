import { type Baggage, type BaggageEntry, baggageEntryMetadataFromString, propagation } from '@opentelemetry/api'
import { maxBaggageBytes } from '../limits.ts'
import { textOf } from '../trace/text.ts'

/** Reads a W3C `baggage` header; members that do not follow its grammar are left out, as its section 3.2 allows. */
export function parseBaggage(header: string): Baggage {
  const entries: Record<string, BaggageEntry> = {}
  for (const member of header.split(',')) {
    const [pair = '', ...properties] = member.split(';')
    const equals = pair.indexOf('=')
    const key = pair.slice(0, equals).trim()
    if (equals <= 0 || key === '') continue
    const value = decoded(pair.slice(equals + 1).trim())
    const metadata = properties.join(';').trim()
    entries[key] = metadata === '' ? { value } : { value, metadata: baggageEntryMetadataFromString(metadata) }
  }
  return propagation.createBaggage(entries)
}

/** W3C baggage, 3.2.1: a key is a token, a property printable and without a comma. Only values are percent-encoded. */
export const isBaggageKey = /^[\w!#$%&'*+.^`|~-]+$/
const isProperty = /^[\t -+\--~]*$/

/**
 * The header for outgoing requests; a header that was only carried through is passed on as it came. What the grammar has
 * no place for is left out: a line break in a key would be a header of its own.
 */
export function writeBaggage(baggage: Baggage | string): string {
  if (typeof baggage === 'string') return withinLimit(baggage)
  let header = ''
  for (const [key, { value, metadata }] of baggage.getAllEntries()) {
    if (!isBaggageKey.test(key)) continue
    const properties = textOf(metadata ?? '')
    const suffix = properties !== '' && isProperty.test(properties) ? `;${properties}` : ''
    const member = `${header === '' ? '' : ','}${key}=${encodeURIComponent(textOf(value).toWellFormed())}${suffix}`
    if (header.length + member.length <= maxBaggageBytes) header += member
  }
  return header
}

/** As many members, from the first, as are carried; as they came. */
function withinLimit(header: string): string {
  if (header.length <= maxBaggageBytes) return header
  return header.slice(0, Math.max(0, header.lastIndexOf(',', maxBaggageBytes)))
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
