import type { Needs } from '../texts/look.ts'

/** What is looked for in a text. */
export interface Pattern {
  /** Of the rule that it belongs to; several may. */
  readonly name: string
  /**
   * With the flag `g`. Where it has a group, that is what is meant: it ends the match, and what stands before it is passed
   * over. A `(?<=…)` would be tried at every character, where a word at the beginning is searched for.
   */
  readonly expression: RegExp
  /** A text without any of these cannot match. Of characters the rare ones are enough. */
  readonly needs: readonly Needs[]
  /** How many characters of what was found are really meant; 0 for none. */
  readonly check?: (found: string) => number
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
    const [whole, found = whole] = match
    const start = match.index + whole.length - found.length
    const length = check === undefined ? found.length : check(found)
    // What was no card number may hold one further on.
    expression.lastIndex = Math.max(start + length, match.index + 1)
    if (length === 0) continue
    result += text.slice(from, start) + replace(found.slice(0, length))
    from = start + length
  }
  return from === 0 ? text : result + text.slice(from)
}
