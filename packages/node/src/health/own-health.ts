import { nowUnixNano } from '@throughline/otlp'
import { ringBytes } from '../limits.ts'
import type { Readings } from '../metrics/model.ts'
import { ownScope } from '../metrics/own-scope.ts'
import type { OtlpProtocol } from '../settings/settings.ts'
import { holdTimeMetric, ownMetrics } from './own-metrics.ts'
import { RingPace } from './ring-pace.ts'
import { isAnyStat, StatsSum } from './stats-sum.ts'

/** How the recorders of all threads fare. */
export class OwnHealth {
  readonly stats = new StatsSum()
  readonly #pace = new RingPace(ringBytes, performance.now())
  readonly #startUnixNano = nowUnixNano() - BigInt(Math.round(process.uptime() * 1e9))
  readonly #protocol: OtlpProtocol
  readonly #resource: () => Uint8Array

  /**
   * @param protocol that of the spans
   * @param resource an encoded `Resource`
   */
  constructor(protocol: OtlpProtocol, resource: () => Uint8Array) {
    this.#protocol = protocol
    this.#resource = resource
  }

  watch(control: Int32Array): void {
    this.stats.watch(control)
    this.#pace.watch(control)
  }

  /** Nothing more will be counted there. */
  unwatch(control: Int32Array): void {
    this.stats.unwatch(control)
    this.#pace.unwatch(control)
  }

  /** None where nothing was recorded yet. */
  read(): readonly Readings[] {
    const stats = this.stats.read()
    if (!isAnyStat(stats)) return []
    const holdSeconds = this.#pace.holdSeconds(performance.now())
    const metrics = [
      ...ownMetrics(stats, this.#protocol, this.#startUnixNano),
      ...(holdSeconds === undefined ? [] : [holdTimeMetric([{ attributes: {}, value: holdSeconds }])]),
    ]
    return [{ resource: this.#resource(), scopes: [{ ...ownScope, unixNano: nowUnixNano(), metrics }] }]
  }
}
