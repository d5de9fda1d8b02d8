import { valueNameChars } from '../../limits.ts'
import type { Rule } from '../rules.ts'

/**
 * How a name comes to its value in a text:
 * - `query`: `?name=value`, `&name=value`
 * - `first`: `name=value` at the beginning: a query by itself, or an assignment
 * - `assignment`: ` name=value`, ` name="value"`
 * - `member`: `"name": "value"`, `'name': 5`, `\"name\":\"value\"`
 */
export const namedBys = ['query', 'first', 'assignment', 'member'] as const
export type NamedBy = (typeof namedBys)[number]

const equals = 61
const colon = 58
const nameChar = /[\w.~%[\]-]/
const plainValues: Readonly<Record<NamedBy, RegExp>> = {
  query: /[^&;#\s"'<>]+/y,
  first: /[^&;#\s"'<>]+/y,
  assignment: /[^\s"'<>]+/y,
  member: /[^\s"',{}[\]\\]+/y,
}

/** Redacts the values whose names have a rule. One pass from `=` to `:` to `=`, so linear in the text. */
export function replaceNamedValues(text: string, ruleOf: (name: string, by: NamedBy) => Rule | undefined): string {
  let result = ''
  let from = 0
  for (let index = 1; index < text.length; index++) {
    const char = text.charCodeAt(index)
    if (char !== equals && char !== colon) continue
    const quote = char === colon ? quoteBefore(text, index) : ''
    if (quote === undefined) continue
    const nameEnd = index - quote.length
    const nameStart = startOfName(text, nameEnd)
    const by = namedBy(text, nameStart, quote)
    if (by === undefined || nameStart === nameEnd) continue
    const rule = ruleOf(text.slice(nameStart, nameEnd), by)
    if (rule === undefined) continue
    const [start, end] = placeOfValue(text, index + 1, quote, by)
    if (start === end) continue
    result += text.slice(from, start) + rule.redact(text.slice(start, end))
    from = end
    index = end
  }
  return from === 0 ? text : result + text.slice(from)
}

/** The quote in front of a colon, with the backslash of JSON within JSON. */
function quoteBefore(text: string, index: number): string | undefined {
  const quote = text[index - 1]
  if (quote !== '"' && quote !== "'") return undefined
  return text[index - 2] === '\\' ? `\\${quote}` : quote
}

function startOfName(text: string, end: number): number {
  let start = end
  while (start > 0 && end - start < valueNameChars && nameChar.test(text.charAt(start - 1))) start--
  return start
}

function namedBy(text: string, nameStart: number, quote: string): NamedBy | undefined {
  if (quote !== '') return text.endsWith(quote, nameStart) ? 'member' : undefined
  const before = text.charAt(nameStart - 1)
  if (before === '') return 'first'
  if (/[?&;]/.test(before)) return 'query'
  return /[\s,({|]/.test(before) ? 'assignment' : undefined
}

/** A value may have quotes of its own, which stay. One that is never closed reaches to the end. */
function placeOfValue(text: string, after: number, quote: string, by: NamedBy): readonly [start: number, end: number] {
  const start = by === 'member' ? skipSpaces(text, after) : after
  const quotes = quote === '' ? ['"', "'"] : [quote]
  const own = quotes.find(each => text.startsWith(each, start))
  if (own !== undefined) return [start + own.length, endOfQuoted(text, start + own.length, own)]
  const plain = plainValues[by]
  plain.lastIndex = start
  return [start, plain.test(text) ? plain.lastIndex : start]
}

function skipSpaces(text: string, from: number): number {
  let start = from
  while (/\s/.test(text.charAt(start))) start++
  return start
}

function endOfQuoted(text: string, from: number, quote: string): number {
  for (let end = text.indexOf(quote, from); end >= 0; end = text.indexOf(quote, end + 1)) {
    if (!isEscaped(text, end)) return end
  }
  return text.length
}

/** An odd number of backslashes in front. */
function isEscaped(text: string, index: number): boolean {
  let start = index
  while (text[start - 1] === '\\') start--
  return (index - start) % 2 === 1
}
