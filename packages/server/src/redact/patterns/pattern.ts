import type { Needs } from '../texts/look.ts'

/** What is looked for in a text. */
export interface Pattern {
  /** Of the rule that it belongs to; several may. */
  readonly name: string
  /** With the flag `g`. Whatever stands before and after a match is asked for by `(?<=…)` and `(?=…)`. */
  readonly expression: RegExp
  /** A text without any of these cannot match. Of characters the rare ones are enough. */
  readonly needs: readonly Needs[]
  /** How many characters of a match are really meant; 0 for none. */
  readonly check?: (match: RegExpExecArray) => number
}

/** A text with something else for each match; the same where there is none. */
export function replaceMatches(
  text: string,
  { expression, check }: Pattern,
  replace: (part: string) => string,
): string {
  let result = ''
  let from = 0
  expression.lastIndex = 0
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    const length = check === undefined ? match[0].length : check(match)
    const end = match.index + length
    // What was no card number may hold one further on.
    expression.lastIndex = Math.max(end, match.index + 1)
    if (length === 0) continue
    result += text.slice(from, match.index) + replace(match[0].slice(0, length))
    from = end
  }
  return from === 0 ? text : result + text.slice(from)
}
