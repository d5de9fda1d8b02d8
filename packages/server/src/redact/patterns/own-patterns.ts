import { RE2JS, RE2JSException } from 're2js'
import { ownPatternTextChars } from '../../limits.ts'

/**
 * Expressions of users are run by RE2, in time that is linear in the text. JavaScript's own may take exponential time, and
 * judges of expressions (`recheck`, `safe-regex2`) let some of those pass or refuse harmless ones.
 */
export const compileExpression = (expression: string): RE2JS => RE2JS.compile(expression)

/** What is wrong with an expression, as the end of a sentence; nothing where it can be used. */
export function expressionProblem(expression: string): string | undefined {
  try {
    return compileExpression(expression).test('') ? 'it matches the empty text' : undefined
  } catch (error) {
    if (error instanceof RE2JSException) return error.message.replace(/^error parsing regexp: /, '')
    throw error
  }
}

/** A text with something else for each match. One that is too long to be looked through is replaced as a whole. */
export function replaceOwnMatches(text: string, expression: RE2JS, replace: (part: string) => string): string {
  if (text.length > ownPatternTextChars) return replace(text)
  let result = ''
  let from = 0
  for (const matcher = expression.matcher(text); matcher.find(); from = matcher.end()) {
    const part = text.slice(matcher.start(), matcher.end())
    result += text.slice(from, matcher.start()) + (part === '' ? '' : replace(part))
  }
  return from === 0 ? text : result + text.slice(from)
}
