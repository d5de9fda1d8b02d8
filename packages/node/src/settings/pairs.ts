/** `key=value,key=value`, percent-decoded as W3C baggage is; and the members that are none. */
export function parsePairs(text: string): { readonly pairs: Record<string, string>; readonly others: string[] } {
  const pairs: Record<string, string> = {}
  const others: string[] = []
  for (const member of text.split(',')) {
    const equals = member.indexOf('=')
    const key = member.slice(0, equals).trim()
    const value = percentDecoded(member.slice(equals + 1).trim())
    if (equals > 0 && key !== '' && value !== undefined) pairs[key] = value
    else if (member.trim() !== '') others.push(member)
  }
  return { pairs, others }
}

function percentDecoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}

/** RFC 9110, 5.1 and 5.5; Node sends the upper half as Latin-1. */
const isHeaderName = /^[\w!#$%&'*+.^`|~-]+$/
const isHeaderValue = /^[\t -~\x80-\xff]*$/

/**
 * What belongs to the connection (RFC 9110, 7.6.1; RFC 9113, 8.2.2) or describes the body comes from the client: a
 * second opinion, above all on how long the body is, breaks every request.
 */
const isOurs = /^(connection|content-(encoding|length|type)|keep-alive|proxy-connection|te|transfer-encoding|upgrade)$/i

/** Code without types may hand over anything, most often `undefined` for a variable that is not there. */
export const isUsableHeader = (header: readonly [string, unknown]): header is [string, string] => {
  const [name, value] = header
  return typeof value === 'string' && isHeaderName.test(name) && !isOurs.test(name) && isHeaderValue.test(value)
}
