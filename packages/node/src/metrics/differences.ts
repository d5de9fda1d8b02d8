import type { Metric, NumberPoint, Sum } from './model.ts'

/** Makes totals, which are read and not counted by us, into what came since the reading before. */
export class Differences {
  readonly #before = new Map<string, number>()
  #beforeUnixNano: bigint

  constructor(startUnixNano: bigint) {
    this.#beforeUnixNano = startUnixNano
  }

  of(metrics: readonly Metric[], unixNano: bigint): readonly Metric[] {
    const startUnixNano = this.#beforeUnixNano
    this.#beforeUnixNano = unixNano
    return metrics.map(metric =>
      metric.kind === 'sum' && metric.isMonotonic ? { ...this.#since(metric), startUnixNano } : metric,
    )
  }

  #since(sum: Sum): Sum {
    return { ...sum, isDelta: true, points: sum.points.map(point => this.#pointSince(sum.name, point)) }
  }

  #pointSince(name: string, { attributes, value }: NumberPoint): NumberPoint {
    const key = JSON.stringify([name, attributes])
    const before = this.#before.get(key) ?? 0
    this.#before.set(key, value)
    // Smaller than before: whoever counts has begun anew.
    return { attributes, value: value < before ? value : value - before }
  }
}
