import type { CloserLook } from './text-rules.ts'

/** Letters and digits of ASCII. */
const wordFlag = 1
/** The first byte of one of the starts. */
const firstFlag = 2

/** Whether something in a text begins with one of `starts`, behind what is neither a letter nor a digit. */
export function createStartsLook(starts: readonly string[]): CloserLook {
  const parts = starts.map(start => Uint8Array.from(Buffer.from(start)))
  const flagsOfBytes = Uint8Array.from({ length: 256 }, (_, byte) => {
    const isWord = /[A-Za-z0-9]/.test(String.fromCharCode(byte))
    return (isWord ? wordFlag : 0) | (parts.some(part => part[0] === byte) ? firstFlag : 0)
  })
  const isPair = new Uint8Array(2 ** 16)
  for (const [first = 0, second = 0] of parts) isPair[(first << 8) | second] = 1
  return (bytes, start, end) => {
    let before = 0
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0
      const flags = flagsOfBytes[byte] ?? 0
      if ((flags & ~before & firstFlag) !== 0 && isPair[(byte << 8) | (bytes[at + 1] ?? 0)] === 1) {
        if (isAnyAt(parts, bytes, at, end)) return true
      }
      before = (flags & wordFlag) << 1
    }
    return false
  }
}

/** No closure in the loop: V8 would make an object of what it captures, for each byte. */
function isAnyAt(parts: readonly Uint8Array[], bytes: Uint8Array, at: number, end: number): boolean {
  for (const part of parts) if (isAt(part, bytes, at, end)) return true
  return false
}

function isAt(part: Uint8Array, bytes: Uint8Array, at: number, end: number): boolean {
  if (at + part.length > end) return false
  for (let i = 0; i < part.length; i++) if (bytes[at + i] !== part[i]) return false
  return true
}
