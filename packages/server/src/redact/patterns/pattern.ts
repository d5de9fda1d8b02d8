import type { Needs } from '../texts/look.ts'

/** What is looked for in a text. */
export interface Pattern {
  /** Of the rule that it belongs to; several may. */
  readonly name: string
  /**
   * With the flag `g`. It begins with something rare where it can, which is searched for, while anything else is tried at
   * every character. So the group `found`, which ends a match, is what is meant of it; and the group `before` is meant besides.
   */
  readonly expression: RegExp
  /** A text without any of these cannot match. Of characters the rare ones are enough. */
  readonly needs: readonly Needs[]
  /** One of these is in each match, behind what is neither letter nor digit; anything may be where it is absent. */
  readonly starts?: readonly string[]
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
    const { found = match[0], before = '' } = match.groups ?? {}
    const foundStart = match.index + match[0].length - found.length
    const start = Math.max(from, foundStart - before.length)
    const length = check === undefined ? found.length : check(found)
    const end = foundStart + length
    // What was no card number may hold one further on.
    expression.lastIndex = Math.max(end, match.index + 1)
    if (length === 0) continue
    result += text.slice(from, start) + replace(text.slice(start, end))
    from = end
  }
  return from === 0 ? text : result + text.slice(from)
}
