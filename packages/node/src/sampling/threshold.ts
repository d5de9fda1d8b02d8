import { maxTraceStateBytes, maxTraceStateMembers, maxTraceStateValueBytes } from '../limits.ts'
import { traceIdHex } from '../trace/ids.ts'

/**
 * `ot=th:…;rv:…` in `tracestate` (specification: "TraceState Handling", "TraceState: Probability Sampling"). Both are
 * fractions of 56 bits in hex; `th` leaves out zeros at its end. A trace is kept where its randomness is at least the
 * threshold: that of `rv`, else the last 56 bits of its id.
 */

const MEMBER = /^[ \t]*ot=/
const THRESHOLD = /^th:[0-9a-f]{1,14}$/
const RANDOMNESS = /^rv:[0-9a-f]{14}$/
/** A key and a value by the grammar; what is not can mean nothing to anybody, and is left out of what we write. */
const PART = /^[a-z][a-z\d]*:[\w.-]*$/
const HEX_DIGITS = 14

/** Upper 52 of the 56 bits of `rv`, the randomness of a trace whose id is not random; undefined where there is none. */
export function randomnessOf(traceState: string): number | undefined {
  const digits = digitsOf(partsOf(traceState), RANDOMNESS)
  return digits === undefined ? undefined : Number.parseInt(digits.slice(0, -1), 16)
}

/** `traceState` with this threshold instead of any other; with none where `threshold` is empty. */
export function withThreshold(traceState: string, threshold: string): string {
  const own = threshold === '' ? [] : [`th:${threshold}`]
  if (traceState === '') return own.length === 0 ? '' : `ot=${own[0]}`
  const parts = partsOf(traceState).filter(part => !part.startsWith('th:'))
  const others = traceState.split(',').filter(member => member.trim() !== '' && !MEMBER.test(member))
  const value = fitting([...own, ...parts], ';', maxTraceStateValueBytes)
  // Whoever changes a member moves it to the front (W3C trace context, 3.5); where there are too many, the last give way.
  const members = (value === '' ? others : [`ot=${value}`, ...others]).slice(0, maxTraceStateMembers)
  return fitting(members, ',', maxTraceStateBytes)
}

/**
 * What a span that follows its parent's decision has of its trace state. A threshold is left out where nothing was kept
 * by it: the trace is not sampled, or is although its randomness is below. Whoever counts would count wrong.
 */
export function withoutWrongThreshold(traceState: string, isSampled: boolean, words: TraceIdWords): string {
  if (!traceState.includes('th:')) return traceState
  const parts = partsOf(traceState)
  if (!parts.some(part => part.startsWith('th:'))) return traceState
  return isSampled && isReached(parts, words) ? traceState : withThreshold(traceState, '')
}

interface TraceIdWords {
  readonly traceId2: number
  readonly traceId3: number
}

/** Digits of equal number are compared as texts: a number is exact to 53 of the 56 bits. */
function isReached(parts: readonly string[], { traceId2, traceId3 }: TraceIdWords): boolean {
  const threshold = digitsOf(parts, THRESHOLD)
  const randomness = digitsOf(parts, RANDOMNESS) ?? traceIdHex(0, 0, traceId2, traceId3).slice(-HEX_DIGITS)
  return threshold !== undefined && randomness >= threshold.padEnd(HEX_DIGITS, '0')
}

/** Those of the first `ot` member that follow the grammar; keys are unique, so of several the first counts. */
function partsOf(traceState: string): readonly string[] {
  const member = traceState.split(',').find(candidate => MEMBER.test(candidate)) ?? ''
  const parts = member.replace(MEMBER, '').trim().split(';')
  const keys = parts.map(part => part.split(':', 1)[0])
  return parts.filter((part, i) => PART.test(part) && keys.indexOf(keys[i]) === i)
}

const digitsOf = (parts: readonly string[], pattern: RegExp): string | undefined =>
  parts.find(part => pattern.test(part))?.slice('th:'.length)

/** As many of `texts`, from the first, as can be joined within `maxBytes`. */
function fitting(texts: readonly string[], separator: string, maxBytes: number): string {
  const joined = texts.join(separator)
  return joined.length <= maxBytes ? joined : fitting(texts.slice(0, -1), separator, maxBytes)
}
