/** What the types call a text, and JavaScript may not: a symbol, or an object that `String` fails on. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return String(value)
  } catch {
    return ''
  }
}
