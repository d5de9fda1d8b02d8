import { err, ok, type Result } from '../result.ts'

/** `JSON.parse` as a `Result`: the text is from outside. Nesting that exhausts the stack is an error like any other. */
export function parseJson(text: string, revive?: Reviver): Result<unknown> {
  try {
    return ok(JSON.parse(text, revive))
  } catch (error) {
    return err(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** What engines pass since "JSON.parse source text access" (Node 22, Chrome 114, Firefox 135, Safari 18.4). */
type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown

/** Parses again, with every integer beyond 2⁵³ as a `bigint` of all its digits; three times slower than without. */
export const parseJsonExactly = (text: string): Result<unknown> => parseJson(text, keepDigits)

const keepDigits: Reviver = (_key, value, context) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && context?.source && isDecimal(context.source)
    ? BigInt(context.source)
    : value

/** Digits, at least one, with a minus in front or not. */
export function isDecimal(text: string): boolean {
  const first = text.startsWith('-') ? 1 : 0
  for (let i = first; i < text.length; i++) if (text.charCodeAt(i) < 48 || text.charCodeAt(i) > 57) return false
  return text.length > first
}
