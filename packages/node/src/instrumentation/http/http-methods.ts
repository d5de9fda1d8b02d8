/** Methods that may appear in names and attributes; any other is `_OTHER`, or a scanner could make names without end. */
const known: ReadonlySet<string> = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
])

export const isKnownMethod = (method: string | undefined): method is string => method !== undefined && known.has(method)

export const knownMethod = (method: string): string => (known.has(method) ? method : '_OTHER')
