/** `ot=th:…;rv:…` in `tracestate` (specification: "TraceState: Probability Sampling"). */

const MEMBER = /(?:^|,)[ \t]*ot=([^,]*)/

/** Upper 52 of the 56 bits of `rv`, the randomness of a trace whose id is not random; undefined where there is none. */
export function randomnessOf(traceState: string): number | undefined {
  const digits = /(?:^|;)rv:([0-9a-f]{14})(?:;|$)/.exec(memberOf(traceState))?.[1]
  return digits === undefined ? undefined : Number.parseInt(digits.slice(0, -1), 16)
}

/** `traceState` with this threshold instead of any other; with none where `threshold` is empty. */
export function withThreshold(traceState: string, threshold: string): string {
  const kept = memberOf(traceState)
    .split(';')
    .filter(part => part !== '' && !part.startsWith('th:'))
  if (threshold !== '') kept.unshift(`th:${threshold}`)
  const others = traceState.split(',').filter(member => member.trim() !== '' && !MEMBER.test(member))
  // Whoever changes a member moves it to the front (W3C trace context, 3.5).
  return (kept.length === 0 ? others : [`ot=${kept.join(';')}`, ...others]).join(',')
}

const memberOf = (traceState: string): string => MEMBER.exec(traceState)?.[1]?.trim() ?? ''
