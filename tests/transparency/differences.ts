import type { Outcome } from './outcomes.ts'

export interface Difference {
  readonly id: string
  readonly file: string
  readonly untraced: string
  readonly traced: string
  /** What the traced one failed with. */
  readonly error: string | undefined
}

export interface Comparison {
  readonly testCount: number
  /** Fail both ways, as in a sandbox without network. */
  readonly failedCount: number
  readonly differences: readonly Difference[]
}

/** Tests that have come out differently, those that only one run has had among them. */
export function differencesBetween(untraced: readonly Outcome[], traced: readonly Outcome[]): Comparison {
  const [before, after] = [byId(untraced), byId(traced)]
  const ids = [...new Set([...before.keys(), ...after.keys()])]
  const differences = ids.flatMap(id => {
    const [one, other] = [before.get(id), after.get(id)]
    if (one?.outcome === other?.outcome) return []
    const file = one?.file ?? other?.file ?? ''
    return [{ id, file, untraced: one?.outcome ?? 'missing', traced: other?.outcome ?? 'missing', error: other?.error }]
  })
  const failedCount = ids.filter(id => before.get(id)?.outcome === 'fail' && after.get(id)?.outcome === 'fail').length
  return { testCount: ids.length, failedCount, differences }
}

/** Tests of one name in one file are told apart by their order. */
function byId(outcomes: readonly Outcome[]): Map<string, Outcome> {
  const found = new Map<string, Outcome>()
  for (const outcome of outcomes) {
    const name = `${outcome.file}: ${outcome.test}`
    let id = name
    for (let i = 2; found.has(id); i++) id = `${name} (${i})`
    found.set(id, outcome)
  }
  return found
}
