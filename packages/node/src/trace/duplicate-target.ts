import type { RecordedSpan } from './span.ts'

const http = ['http.request.method', 'http.method', 'url.full', 'http.url']
const database = ['db.system.name', 'db.system']
const hosts = ['server.address', 'net.peer.name']
const urls = ['url.full', 'http.url']

/** Whether both are of HTTP, or both of a database, and of the same host as far as they say. */
export function isSameTarget(one: RecordedSpan, other: RecordedSpan): boolean {
  const isBoth = (names: readonly string[]) => first(one, names) !== undefined && first(other, names) !== undefined
  if (!isBoth(http) && !isBoth(database)) return false
  const [host, otherHost] = [hostOf(one), hostOf(other)]
  return host === undefined || otherHost === undefined || host === otherHost
}

function hostOf(span: RecordedSpan): unknown {
  const url = String(first(span, urls))
  return first(span, hosts) ?? (URL.canParse(url) ? new URL(url).hostname : undefined)
}

function first({ attributes: { all } }: RecordedSpan, names: readonly string[]): unknown {
  return all.find((_, i) => i % 2 === 1 && names.includes(String(all[i - 1])))
}
