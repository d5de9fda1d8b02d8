import { nowUnixNano } from '@throughline/otlp'
import { ringBytes } from '../limits.ts'
import type { Metric, Readings } from '../metrics/model.ts'
import { ownScope } from '../metrics/own-scope.ts'
import type { OtlpProtocol } from '../settings/settings.ts'
import { holdTimeMetric, logMetrics, ownMetrics } from './own-metrics.ts'
import { RingPace } from './ring-pace.ts'
import { isAnyStat, StatsSum } from './stats-sum.ts'

export interface OwnHealthOptions {
  /** How each signal is sent; undefined where it is not. */
  readonly protocols: { readonly traces: OtlpProtocol | undefined; readonly logs: OtlpProtocol | undefined }
  /** An encoded `Resource`. */
  readonly resource: () => Uint8Array
}

/** How the recorders of all threads fare. */
export class OwnHealth {
  readonly spans = new SpanRings()
  readonly logs = new StatsSum()
  readonly #startUnixNano = nowUnixNano() - BigInt(Math.round(process.uptime() * 1e9))
  readonly #options: OwnHealthOptions

  constructor(options: OwnHealthOptions) {
    this.#options = options
  }

  /** None where nothing was recorded yet. */
  read(): readonly Readings[] {
    const metrics = [...this.#ofSpans(), ...this.#ofLogs()]
    if (metrics.length === 0) return []
    return [{ resource: this.#options.resource(), scopes: [{ ...ownScope, unixNano: nowUnixNano(), metrics }] }]
  }

  #ofSpans(): readonly Metric[] {
    const { traces } = this.#options.protocols
    const stats = this.spans.stats.read()
    if (traces === undefined || !isAnyStat(stats)) return []
    const holdSeconds = this.spans.pace.holdSeconds(performance.now())
    const holdTime = holdSeconds === undefined ? [] : [holdTimeMetric([{ attributes: {}, value: holdSeconds }])]
    return [...ownMetrics(stats, traces, this.#startUnixNano), ...holdTime]
  }

  #ofLogs(): readonly Metric[] {
    const { logs } = this.#options.protocols
    const stats = this.logs.read()
    return logs === undefined || !isAnyStat(stats) ? [] : logMetrics(stats, logs, this.#startUnixNano)
  }
}

class SpanRings {
  readonly stats = new StatsSum()
  readonly pace = new RingPace(ringBytes, performance.now())

  watch(control: Int32Array): void {
    this.stats.watch(control)
    this.pace.watch(control)
  }

  /** Nothing more will be counted there. */
  unwatch(control: Int32Array): void {
    this.stats.unwatch(control)
    this.pace.unwatch(control)
  }
}
