/**
 * Measures every variant once a round, and returns its samples in the order of the rounds. Each variant goes first in
 * its turn: whatever drifts over a run meets all of them.
 */
export const inRounds = async <Variant extends { readonly name: string }, Sample>(
  rounds: number,
  variants: readonly Variant[],
  measure: (variant: Variant) => Promise<Sample>,
): Promise<ReadonlyMap<Variant, readonly Sample[]>> => {
  const samples = new Map<Variant, Sample[]>(variants.map(variant => [variant, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of rotated(variants, round)) {
      process.stderr.write(`round ${round + 1} of ${rounds}: ${variant.name}\n`)
      samples.get(variant)?.push(await measure(variant))
    }
  }
  return samples
}

const rotated = <T>(items: readonly T[], by: number): readonly T[] => {
  const cut = by % items.length
  return [...items.slice(cut), ...items.slice(0, cut)]
}
