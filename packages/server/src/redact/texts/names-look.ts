import { knownNames, valueNameChars } from '../../limits.ts'
import { createKnownBytes, unknown } from '../known-bytes.ts'
import { textOf } from './text-of.ts'

const doubleQuote = 34
const singleQuote = 39
const colon = 58
const equals = 61
const backslash = 92

const nameBytes = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 128 && /[\w.~%[\]-]/.test(String.fromCharCode(byte)) ? 1 : 0,
)

/**
 * Whether a text may hold a name that has a rule, as far as its bytes tell: names that have none are remembered, and those
 * of the queries of a service are few. Sees at least the names that `replaceNamedValues` sees.
 */
export function createNamesLook(hasRule: (name: string) => boolean) {
  const harmless = createKnownBytes(knownNames, valueNameChars)

  function isHarmless(bytes: Uint8Array, start: number, end: number): boolean {
    if (start === end || harmless.slotOf(bytes, start, end) !== unknown) return true
    if (hasRule(textOf(bytes, start, end))) return false
    harmless.add(bytes, start, end)
    return true
  }

  return (bytes: Uint8Array, start: number, end: number): boolean => {
    for (let i = start + 1; i < end; i++) {
      const byte = bytes[i]
      if (byte !== equals && byte !== colon) continue
      const nameEnd = byte === equals ? i : endOfQuotedName(bytes, start, i)
      if (!isHarmless(bytes, startOfName(bytes, start, nameEnd), nameEnd)) return true
    }
    return false
  }
}

/** Where a name ends whose colon is at `at`: there too where it has no quotes, and so is none. */
function endOfQuotedName(bytes: Uint8Array, start: number, at: number): number {
  const quote = bytes[at - 1]
  if (quote !== doubleQuote && quote !== singleQuote) return at
  return at - 2 >= start && bytes[at - 2] === backslash ? at - 2 : at - 1
}

function startOfName(bytes: Uint8Array, start: number, end: number): number {
  let first = end
  while (first > start && end - first < valueNameChars && nameBytes[bytes[first - 1] ?? 0] === 1) first--
  return first
}
