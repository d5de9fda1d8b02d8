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

/** One variant over all rounds: medians, and spans added up. */
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

export const summarise = (samples: ReadonlyMap<Variant, readonly Sample[]>): readonly Row[] => {
  const all = (variant: Variant, field: keyof Sample) => (samples.get(variant) ?? []).map(sample => sample[field])
  const middle = (variant: Variant, field: keyof Sample) => median(all(variant, field))
  const sum = (variant: Variant, field: keyof Sample) => all(variant, field).reduce((total, value) => total + value, 0)
  const addedCpu = (variant: Variant) =>
    middle(variant, 'cpuMicrosPerRequest') - middle(untraced, 'cpuMicrosPerRequest')

  return [...samples.keys()].map(variant => ({
    variant: variant.name,
    requestsPerSecond: middle(variant, 'requestsPerSecond'),
    ofUntraced: middle(variant, 'requestsPerSecond') / middle(untraced, 'requestsPerSecond'),
    cpuMicrosPerRequest: middle(variant, 'cpuMicrosPerRequest'),
    addedCpuMicros: addedCpu(variant),
    ofOpenTelemetry: addedCpu(variant) / addedCpu(openTelemetry),
    residentMebibytes: middle(variant, 'residentBytes') / 2 ** 20,
    spansReceived: sum(variant, 'spansReceived'),
    spansExpected: sum(variant, 'spansExpected'),
  }))
}
