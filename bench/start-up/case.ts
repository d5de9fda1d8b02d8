import { untraced } from '../support/products.ts'
import { startReceiver } from '../support/receiving.ts'
import { inRounds } from '../support/rounds.ts'
import type { Settings } from '../support/settings.ts'
import { difference, median, pairwise, sum } from '../support/statistics.ts'
import type { Row } from '../support/table.ts'
import { assertOutput, measure, type Sample } from './measure.ts'
import { type Variant, variantsOf } from './variants.ts'

/** A start is over in a fraction of a second, so that a round has room for several. */
const startsPerRound = 8

/** What a product adds to the life of a script that does nothing, and of one that makes a span and ends. */
export const startUp = async (settings: Settings): Promise<readonly Row[]> => {
  const receiver = await startReceiver()
  const variants = variantsOf(settings)
  try {
    for (const variant of variants) await assertOutput(variant, receiver)
    const samples = await inRounds(settings.rounds * startsPerRound, variants, variant => measure(variant, receiver))
    return variants.map(variant => summarise(variant, samples))
  } finally {
    await receiver.stop()
  }
}

const mebibyte = 2 ** 20

const summarise = (variant: Variant, samples: ReadonlyMap<Variant, readonly Sample[]>): Row => {
  const bare = [...samples].find(([{ product, task }]) => product === untraced && task === variant.task)?.[1] ?? []
  const own = samples.get(variant) ?? []
  const of = (some: readonly Sample[], field: keyof Sample) => some.map(sample => sample[field])
  const added = (field: keyof Sample) => median(pairwise(of(own, field), of(bare, field), difference))
  return {
    task: variant.task,
    variant: variant.product.name,
    wallMs: median(of(own, 'wallMs')),
    addedMs: added('wallMs'),
    peakMebibytes: median(of(own, 'peakBytes')) / mebibyte,
    addedMebibytes: added('peakBytes') / mebibyte,
    spansReceived: sum(of(own, 'spansReceived')),
    spansExpected: own.length * variant.spans.length,
  }
}
