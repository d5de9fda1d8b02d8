/** What the list shows; all of it lives in the URL. */
export interface ListFilter {
  /** A question in TraceQL, which the server answers or refuses with a reason. */
  readonly q?: string
  readonly service?: string
  readonly text?: string
  readonly errors?: true
  /** A preset that ends now. */
  readonly range?: RangeName
  /** RFC 3339 or unix seconds, as the server takes them; they win over `range`. */
  readonly from?: string
  readonly to?: string
  readonly live: boolean
}

/** What every control of the filter takes. */
export interface FilterProps {
  readonly filter: ListFilter
  readonly onFilter: (filter: ListFilter) => void
}

export const ranges = {
  '5m': { label: 'Last 5 minutes', seconds: 300 },
  '15m': { label: 'Last 15 minutes', seconds: 900 },
  '1h': { label: 'Last hour', seconds: 3_600 },
  '6h': { label: 'Last 6 hours', seconds: 21_600 },
  '24h': { label: 'Last 24 hours', seconds: 86_400 },
} as const

export type RangeName = keyof typeof ranges

const isRangeName = (value: unknown): value is RangeName => typeof value === 'string' && Object.hasOwn(ranges, value)
const filled = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** The address as people write it: `?service=auth&errors=true&range=1h&live=off`. What is not understood is left out. */
export interface ListSearch {
  readonly q?: string
  readonly service?: string
  readonly text?: string
  readonly errors?: 'true'
  readonly range?: RangeName
  readonly from?: string
  readonly to?: string
  readonly live?: 'off'
}

export function parseListSearch(search: Readonly<Record<string, unknown>>): ListSearch {
  return {
    ...(filled(search.q) && { q: search.q }),
    ...(filled(search.service) && { service: search.service }),
    ...(filled(search.text) && { text: search.text }),
    ...(search.errors === 'true' && { errors: 'true' }),
    ...(isRangeName(search.range) && { range: search.range }),
    ...(filled(search.from) && { from: search.from }),
    ...(filled(search.to) && { to: search.to }),
    ...(search.live === 'off' && { live: 'off' }),
  }
}

export function toFilter({ errors, live, ...rest }: ListSearch): ListFilter {
  return { ...rest, ...(errors && { errors: true }), live: live !== 'off' }
}

export function toSearch({ errors, live, ...rest }: ListFilter): ListSearch {
  return parseListSearch({ ...rest, errors: errors && 'true', live: live ? undefined : 'off' })
}

/** The filter without one of its parts, or with a new one in its place. */
export function without(
  filter: ListFilter,
  part: keyof ListFilter,
  instead: Partial<ListFilter> | false | undefined,
): ListFilter {
  const { [part]: _, live = true, ...rest } = filter
  return { ...rest, live, ...instead }
}

/** A bound of the time range in ms since 1970, whichever way it was written; `undefined` where it is neither. */
export function boundMs(text: string): number | undefined {
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text)
  return Number.isFinite(ms) ? ms : undefined
}

/** True where the filter could be the reason that nothing is shown. */
export const narrows = (filter: ListFilter): boolean =>
  Boolean(filter.q ?? filter.service ?? filter.text ?? filter.errors ?? filter.range ?? filter.from ?? filter.to)

export function rangeQuery(filter: ListFilter, nowMs: number): URLSearchParams {
  const query = new URLSearchParams()
  if (filter.from) query.set('from', filter.from)
  if (filter.to) query.set('to', filter.to)
  if (filter.range && !filter.from && !filter.to) {
    query.set('from', String(Math.floor(nowMs / 1000) - ranges[filter.range].seconds))
  }
  return query
}
