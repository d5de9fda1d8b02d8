import { queryNameChars } from '../../limits.ts'

/** A name, and what stands before it: in a URL `?` or `&`, in a query by itself nothing. */
const nameBefore = new RegExp(`(^|[?&;])([\\w.~%[\\]-]{1,${queryNameChars}})$`)
const valueAfter = /[^&;#\s"'<>]+/y

/**
 * Redacts values in queries of URLs. `isMeant` is asked for each name; whether it comes first in the text, where it may be
 * something else than a query.
 */
export function replaceQueryValues(
  text: string,
  isMeant: (name: string, isFirst: boolean) => boolean,
  replace: (part: string) => string,
): string {
  let result = ''
  let from = 0
  for (let equals = text.indexOf('='); equals >= 0; equals = text.indexOf('=', equals + 1)) {
    const name = nameBefore.exec(text.slice(Math.max(from, equals - queryNameChars - 1), equals))
    valueAfter.lastIndex = equals + 1
    const value = name === null || !isMeant(name[2] ?? '', name[1] === '') ? null : valueAfter.exec(text)
    if (value === null) continue
    result += text.slice(from, equals + 1) + replace(value[0])
    from = valueAfter.lastIndex
  }
  return from === 0 ? text : result + text.slice(from)
}
