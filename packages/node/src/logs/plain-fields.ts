/** Fields of a line as they will stand in it: dates, errors and whatever has a `toJSON` as the text of JSON has them. */
export const plainFields = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plain(value)]))

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  try {
    return JSON.parse(JSON.stringify(value))
  } catch {
    // A circle, or a number that JSON has no place for; attributes have their own rules for these.
    return value
  }
}
