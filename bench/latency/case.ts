import { untraced } from '../support/products.ts'
import { inRounds } from '../support/rounds.ts'
import type { Settings } from '../support/settings.ts'
import { median, pairwise, ratio, sum } from '../support/statistics.ts'
import type { Row } from '../support/table.ts'
import { measure, type Sample, untracedMaximum } from './measure.ts'
import { type Variant, variantsOf } from './variants.ts'

/** How long a request takes at half of what the untraced service can do, traced and with a receiver in trouble. */
export const latency = async (settings: Settings): Promise<readonly Row[]> => {
  const variants = variantsOf(settings)
  const requestsPerSecond = Math.floor((await untracedMaximum(settings.seconds)) / 2)
  console.error(`${requestsPerSecond} requests per second are half of what the untraced service can do`)
  const pace = { requestsPerSecond, seconds: settings.seconds }
  const samples = await inRounds(settings.rounds, variants, variant => measure(variant, pace))
  return variants.map(variant => ({ requestsPerSecond, ...summarise(variant, samples) }))
}

const summarise = (variant: Variant, samples: ReadonlyMap<Variant, readonly Sample[]>): Row => {
  const of = (some: readonly Sample[], field: keyof Sample) => some.map(sample => sample[field])
  const own = samples.get(variant) ?? []
  const bare = [...samples].find(([{ product }]) => product === untraced)?.[1] ?? []
  return {
    variant: variant.product.name,
    receiver: variant.receiver,
    p50Ms: median(of(own, 'p50Ms')),
    p99Ms: median(of(own, 'p99Ms')),
    p999Ms: median(of(own, 'p999Ms')),
    p99OfUntraced: median(pairwise(of(own, 'p99Ms'), of(bare, 'p99Ms'), ratio)),
    answered: sum(of(own, 'answered')) / sum(of(own, 'asked')),
    spansReceived: sum(of(own, 'spansReceived')),
    spansExpected: sum(of(own, 'spansExpected')),
  }
}
