import type { ResourceSpans, ScopeSpans, Span, TracesData } from '@throughline/otlp'
import { getOrAdd } from '../get-or-add.ts'
import { readRow } from '../rowbinary/columns.ts'
import { RowReader } from '../rowbinary/reader.ts'
import { resourceColumns, scopeColumns } from '../schema/group-columns.ts'
import { spanColumns } from '../schema/span-columns.ts'
import { resourceOf, scopeOf } from './groups.ts'
import { spanOf } from './messages.ts'

/**
 * Rows back to the messages they came from. Spans whose resource and scope are equal share them again. A row that
 * repeats another one byte for byte is the same span sent twice, as OTLP's retries do, and is left out.
 */
export function decodeSpans(bytes: Uint8Array): TracesData {
  const from = new RowReader(bytes)
  const seen = new Set<string>()
  const resources = new Map<string, ResourceSpans & { readonly scopeSpans: ScopeSpans[] }>()
  const scopes = new Map<string, ScopeSpans & { readonly spans: Span[] }>()
  while (!from.atEnd) {
    const rowStart = from.offset
    const resourceRow = readRow(resourceColumns, from)
    const resourceKey = from.keyOf(rowStart, from.offset)
    const scopeRow = readRow(scopeColumns, from)
    const scopeKey = from.keyOf(rowStart, from.offset)
    const spanRow = readRow(spanColumns, from)
    const rowKey = from.keyOf(rowStart, from.offset)
    if (seen.has(rowKey)) continue
    seen.add(rowKey)

    const resource = getOrAdd(resources, resourceKey, () => ({ ...resourceOf(resourceRow), scopeSpans: [] }))
    const scope = getOrAdd(scopes, scopeKey, () => {
      const added = { ...scopeOf(scopeRow), spans: [] }
      resource.scopeSpans.push(added)
      return added
    })
    scope.spans.push(spanOf(spanRow))
  }
  return { resourceSpans: [...resources.values()] }
}
