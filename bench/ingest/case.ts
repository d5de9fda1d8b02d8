import { inRounds } from '../support/rounds.ts'
import { type Settings, selected } from '../support/settings.ts'
import { median } from '../support/statistics.ts'
import type { Row } from '../support/table.ts'
import { measure, type Sample, type Variant } from './measure.ts'

const variants: readonly Variant[] = [
  { name: '500 a request', spansPerRequest: 500, connections: 8, protocol: 'http' },
  { name: '10 a request', spansPerRequest: 10, connections: 64, protocol: 'http' },
  { name: '500 a request, gRPC', spansPerRequest: 500, connections: 8, protocol: 'grpc' },
  { name: '10 a request, gRPC', spansPerRequest: 10, connections: 64, protocol: 'grpc' },
]

/** How many spans a second the server accepts, keeps and can find again, with its sender on the same two cores. */
export const ingest = async (settings: Settings): Promise<readonly Row[]> => {
  const chosen = selected(variants, settings.variants)
  const samples = await inRounds(settings.rounds, chosen, variant => measure(variant, settings.seconds))
  return chosen.map(variant => summarise(variant, samples.get(variant) ?? []))
}

const summarise = ({ name }: Variant, samples: readonly Sample[]): Row => {
  const medianOf = (field: keyof Sample) => median(samples.map(sample => sample[field]))
  return {
    variant: name,
    acceptedPerSecond: medianOf('acceptedPerSecond'),
    loadedPerSecond: medianOf('loadedPerSecond'),
    cpuMicrosPerSpan: medianOf('cpuMicrosPerSpan'),
    p50Ms: medianOf('p50Ms'),
    p99Ms: medianOf('p99Ms'),
    halfLoadP99Ms: medianOf('halfLoadP99Ms'),
    refusedRequests: medianOf('refusedRequests'),
    residentMebibytesBefore: medianOf('residentMebibytesBefore'),
    residentMebibytesAfter: medianOf('residentMebibytesAfter'),
  }
}
