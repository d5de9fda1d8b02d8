import { err, ok, type Result, type UnixNano } from '@throughline/otlp'
import type { TimeRange, TraceFilter } from '@throughline/store'
import { filterTextChars, listLimitDefault, listLimitMax } from '../limits.ts'
import { parseTime } from './time.ts'

/** Reads the question of `GET /api/traces`. An empty parameter is one that is not there: forms send those. */
export function parseTraceFilter(query: URLSearchParams): Result<TraceFilter> {
  if (query.get('q')) return err('TraceQL (q=) is not understood yet; filter by service, text and errors instead')
  const range = parseTimeRange(query)
  if (!range.ok) return range
  const limit = parseLimit(query.get('limit') || String(listLimitDefault))
  if (!limit.ok) return limit
  const errors = query.get('errors') || 'false'
  if (errors !== 'true' && errors !== 'false') return err(`errors must be true or false, not "${errors}"`)
  const words = { service: query.get('service') || undefined, text: query.get('text') || undefined }
  for (const [name, value] of Object.entries(words)) {
    if (value && value.length > filterTextChars) return err(`${name} is longer than ${filterTextChars} characters`)
  }
  return ok({ ...range.value, ...words, errorsOnly: errors === 'true', limit: limit.value })
}

/** Reads `from` and `to`; either may be missing. */
export function parseTimeRange(query: URLSearchParams): Result<TimeRange> {
  const from = parseBound(query, 'from')
  if (!from.ok) return from
  const to = parseBound(query, 'to')
  if (!to.ok) return to
  if (from.value !== undefined && to.value !== undefined && from.value > to.value) return err('from is later than to')
  return ok({ fromUnixNano: from.value, toUnixNano: to.value })
}

function parseBound(query: URLSearchParams, name: 'from' | 'to'): Result<UnixNano | undefined> {
  const text = query.get(name)
  if (!text) return ok(undefined)
  const time = parseTime(text)
  return time.ok ? time : err(`${name}: ${time.error}`)
}

function parseLimit(text: string): Result<number> {
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > listLimitMax) return err(`limit must be a number from 1 to ${listLimitMax}, not "${text}"`)
  return ok(limit)
}
