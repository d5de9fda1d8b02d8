import { type Baggage, type BaggageEntry, baggageEntryMetadataFromString, propagation } from '@opentelemetry/api'
import { maxBaggageBytes } from '../limits.ts'

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

/** The header for outgoing requests; a header that was only carried through is passed on as it came. */
export function writeBaggage(baggage: Baggage | string): string {
  if (typeof baggage === 'string') return baggage
  let header = ''
  for (const [key, { value, metadata }] of baggage.getAllEntries()) {
    const suffix = metadata === undefined ? '' : `;${metadata.toString()}`
    const member = `${header === '' ? '' : ','}${key}=${encodeURIComponent(value)}${suffix}`
    if (header.length + member.length <= maxBaggageBytes) header += member
  }
  return header
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
