import { openTelemetry, untraced } from '../support/products.ts'
import { difference, median, pairwise, ratio, sum } from '../support/statistics.ts'
import type { Row } from '../support/table.ts'
import type { Sample } from './measure.ts'
import type { Variant } from './variants.ts'

type Samples = ReadonlyMap<Variant, readonly Sample[]>

/** A row a variant: medians over all rounds (of differences and ratios too), and spans added up. */
export const summarise = (service: string, samples: Samples): readonly Row[] => {
  const bare = samplesOf(samples, ({ product }) => product.name === untraced.name)
  return [...samples.keys()].map(variant => {
    const own = samples.get(variant) ?? []
    const peers = samplesOf(
      samples,
      ({ product, sampled }) => product.name === openTelemetry.name && sampled === variant.sampled,
    )
    return { service, variant: variant.name, ...compared(own, bare, peers), ...delivered(own, variant) }
  })
}

const samplesOf = (samples: Samples, isMeant: (variant: Variant) => boolean): readonly Sample[] =>
  [...samples].find(([variant]) => isMeant(variant))?.[1] ?? []

const valuesOf = (samples: readonly Sample[], field: keyof Sample) => samples.map(sample => sample[field])

const added = (own: readonly Sample[], bare: readonly Sample[], field: keyof Sample) =>
  pairwise(valuesOf(own, field), valuesOf(bare, field), difference)

const mebibyte = 2 ** 20

const compared = (own: readonly Sample[], bare: readonly Sample[], peers: readonly Sample[]): Row => ({
  requestsPerSecond: median(valuesOf(own, 'requestsPerSecond')),
  ofUntraced: median(pairwise(valuesOf(own, 'requestsPerSecond'), valuesOf(bare, 'requestsPerSecond'), ratio)),
  cpuMicros: median(valuesOf(own, 'cpuMicros')),
  addedCpuMicros: median(added(own, bare, 'cpuMicros')),
  addedOfOpenTelemetry: median(pairwise(added(own, bare, 'cpuMicros'), added(peers, bare, 'cpuMicros'), ratio)),
  mainCpuMicros: median(valuesOf(own, 'mainCpuMicros')),
  otherCpuMicros: median(own.map(sample => sample.cpuMicros - sample.mainCpuMicros)),
  residentMebibytes: median(valuesOf(own, 'residentBytes')) / mebibyte,
  addedMebibytes: median(added(own, bare, 'residentBytes')) / mebibyte,
})

const delivered = (own: readonly Sample[], { spans }: Variant): Row => ({
  spansPerRequest: spans.length,
  spansReceived: sum(valuesOf(own, 'spansReceived')),
  spansExpected: sum(valuesOf(own, 'spansExpected')),
})
