import { maxTraceStateBytes, maxTraceStateMembers } from '../limits.ts'

/**
 * A member by its grammar (W3C trace context, 3.3.1.3): of keys that of level 1, which the W3C's tests ask for, and a
 * digit at its beginning, which level 2 allows.
 */
const MEMBER =
  /^[ \t]*([a-z\d][a-z\d_*/-]{0,255}|[a-z\d][a-z\d_*/-]{0,240}@[a-z][a-z\d_*/-]{0,13})=[ -+\--<>-~]{0,255}[!-+\--<>-~][ \t]*$/

/**
 * A `tracestate` as it came; nothing where it breaks the grammar, names a key twice or is too long. It is dropped whole
 * then: who cannot read a list cannot tell either which part of it to leave out.
 */
export function usableTraceState(header: string): string {
  if (header === '' || header.length > maxTraceStateBytes) return ''
  const members = header.split(',').filter(member => /[^ \t]/.test(member))
  const keys = new Set(members.map(member => MEMBER.exec(member)?.[1]))
  const isUsable = !keys.has(undefined) && keys.size === members.length && members.length <= maxTraceStateMembers
  return isUsable && members.length > 0 ? header : ''
}
