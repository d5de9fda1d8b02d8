import { median } from '../support/median.ts'
import { openTelemetry, untraced, type Variant } from './variants.ts'

/** One variant in one round. */
export interface Sample {
  readonly requestsPerSecond: number
  readonly cpuMicrosPerRequest: number
  readonly residentBytes: number
  readonly spansReceived: number
  readonly spansExpected: number
}

/** One variant over all rounds: medians (of differences and ratios too), and spans added up. */
export type Row = {
  readonly variant: string
  readonly requestsPerSecond: number
  readonly ofUntraced: number
  /** User and system time of the whole service process, all threads. */
  readonly cpuMicrosPerRequest: number
  readonly addedCpuMicros: number
  /** Added CPU divided by OpenTelemetry's added CPU. */
  readonly ofOpenTelemetry: number
  readonly residentMebibytes: number
  readonly spansReceived: number
  readonly spansExpected: number
}

/** @param samples of each variant, in the order of the rounds */
export const summarise = (samples: ReadonlyMap<Variant, readonly Sample[]>): readonly Row[] => {
  const of = (variant: Variant, field: keyof Sample) => (samples.get(variant) ?? []).map(sample => sample[field])
  const sum = (variant: Variant, field: keyof Sample) => of(variant, field).reduce((total, value) => total + value, 0)
  const addedCpu = (variant: Variant) =>
    pairwise(of(variant, 'cpuMicrosPerRequest'), of(untraced, 'cpuMicrosPerRequest'), (traced, bare) => traced - bare)

  return [...samples.keys()].map(variant => ({
    variant: variant.name,
    requestsPerSecond: median(of(variant, 'requestsPerSecond')),
    ofUntraced: median(pairwise(of(variant, 'requestsPerSecond'), of(untraced, 'requestsPerSecond'), ratio)),
    cpuMicrosPerRequest: median(of(variant, 'cpuMicrosPerRequest')),
    addedCpuMicros: median(addedCpu(variant)),
    ofOpenTelemetry: median(pairwise(addedCpu(variant), addedCpu(openTelemetry), ratio)),
    residentMebibytes: median(of(variant, 'residentBytes')) / 2 ** 20,
    spansReceived: sum(variant, 'spansReceived'),
    spansExpected: sum(variant, 'spansExpected'),
  }))
}

const ratio = (a: number, b: number) => a / b

/** Only what was measured in the same round is compared: a machine is not the same from one minute to the next. */
const pairwise = (a: readonly number[], b: readonly number[], compare: (a: number, b: number) => number) =>
  a.map((value, round) => compare(value, b[round] ?? Number.NaN))
