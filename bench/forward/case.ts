import { startReceiver } from '../support/receiving.ts'
import { inRounds } from '../support/rounds.ts'
import { type Settings, selected } from '../support/settings.ts'
import { median, pairwise, ratio, sum } from '../support/statistics.ts'
import type { Row } from '../support/table.ts'
import { buildCollector } from './collector.ts'
import { type Forwarder, forwarders } from './forwarders.ts'
import { measure, type Sample } from './measure.ts'

/** What it costs to take spans and send them on, beside the OpenTelemetry Collector. */
export const forward = async (settings: Settings): Promise<readonly Row[]> => {
  buildCollector()
  const receiver = await startReceiver()
  try {
    const chosen = selected(forwarders, settings.variants)
    const samples = await inRounds(settings.rounds, chosen, each => measure(each, receiver, settings.seconds))
    return chosen.map(each => summarise(each, samples))
  } finally {
    await receiver.stop()
  }
}

const summarise = (forwarder: Forwarder, samples: ReadonlyMap<Forwarder, readonly Sample[]>): Row => {
  const own = samples.get(forwarder) ?? []
  const [, peer] = [...samples].find(([{ name }]) => name === forwarder.peer) ?? [undefined, []]
  const valuesOf = (of: readonly Sample[], field: keyof Sample) => of.map(sample => sample[field])
  const costs = valuesOf(own, 'cpuMicrosPerSpan')
  return {
    variant: forwarder.name,
    acceptedPerSecond: median(valuesOf(own, 'acceptedPerSecond')),
    cpuMicrosPerSpan: median(costs),
    spansPerCoreSecond: 1e6 / median(costs),
    ofCollector: median(pairwise(valuesOf(peer, 'cpuMicrosPerSpan'), costs, ratio)),
    residentMebibytes: median(valuesOf(own, 'residentMebibytes')),
    spansReceived: sum(valuesOf(own, 'spansReceived')),
    spansExpected: sum(valuesOf(own, 'spansExpected')),
  }
}
