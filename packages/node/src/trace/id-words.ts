import { hexToWord } from './ids.ts'

/** The words of a trace id in hex; undefined for what is none. */
export function traceIdWords(hex: unknown) {
  const [traceId0 = 0, traceId1 = 0, traceId2 = 0, traceId3 = 0] = words(hex, 32)
  const isNone = (traceId0 | traceId1 | traceId2 | traceId3) === 0
  return isNone ? undefined : { traceId0, traceId1, traceId2, traceId3 }
}

/** The same of a span id. */
export function spanIdWords(hex: unknown) {
  const [spanId0 = 0, spanId1 = 0] = words(hex, 16)
  return (spanId0 | spanId1) === 0 ? undefined : { spanId0, spanId1 }
}

function words(hex: unknown, length: number): number[] {
  if (typeof hex !== 'string' || hex.length !== length) return []
  const found = Array.from({ length: length / 8 }, (_, i) => hexToWord(hex, i * 8))
  return found.some(Number.isNaN) ? [] : found
}
