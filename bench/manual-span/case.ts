import { openTelemetry, type Product, throughline, untraced } from '../support/products.ts'
import { startReceiver } from '../support/receiving.ts'
import { inRounds } from '../support/rounds.ts'
import type { Settings } from '../support/settings.ts'
import { median, pairwise, ratio, sum } from '../support/statistics.ts'
import type { Row } from '../support/table.ts'
import { assertOutput, measure, type Sample } from './measure.ts'

/** The products that `@opentelemetry/api` makes spans of; untraced, it makes none. */
const products: readonly Product[] = [untraced, throughline, openTelemetry]

/** What a span costs that the app makes itself, with a text, a whole number, a fraction and a truth on it. */
export const manualSpan = async ({ rounds, seconds }: Settings): Promise<readonly Row[]> => {
  const receiver = await startReceiver()
  try {
    for (const product of products) await assertOutput(product, receiver)
    const samples = await inRounds(rounds, products, product => measure(product, receiver, seconds))
    return products.map(product => summarise(product, samples))
  } finally {
    await receiver.stop()
  }
}

const summarise = (product: Product, samples: ReadonlyMap<Product, readonly Sample[]>): Row => {
  const of = (one: Product, field: keyof Sample) => (samples.get(one) ?? []).map(sample => sample[field])
  const own = samples.get(product) ?? []
  return {
    variant: product === untraced ? 'api alone' : product.name,
    cpuMicros: median(of(product, 'cpuMicros')),
    ofOpenTelemetry: median(pairwise(of(product, 'cpuMicros'), of(openTelemetry, 'cpuMicros'), ratio)),
    mainCpuMicros: median(of(product, 'mainCpuMicros')),
    otherCpuMicros: median(own.map(sample => sample.cpuMicros - sample.mainCpuMicros)),
    spansReceived: sum(of(product, 'spansReceived')),
    spansExpected: sum(of(product, 'spansExpected')),
  }
}
