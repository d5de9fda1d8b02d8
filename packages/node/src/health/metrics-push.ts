import { nowUnixNano } from '@throughline/otlp'
import { type OtlpClient, openOtlpClient } from '../exporter/otlp-client.ts'
import type { ExportStats } from '../recorder/stats.ts'
import type { OtlpEndpoint, OtlpProtocol } from '../settings/settings.ts'
import { encodeMetricsRequest } from './metrics-request.ts'
import { ownMetrics } from './own-metrics.ts'
import { isAnyStat, noStats, statsSince } from './stats-sum.ts'

export interface MetricsPushOptions {
  readonly endpoint: OtlpEndpoint
  /** That of the spans, which the metrics tell about. */
  readonly tracesProtocol: OtlpProtocol
  /** An encoded `Resource`. */
  readonly resource: () => Uint8Array
}

/** Sends the recorder's numbers when they have changed. They are sums: what does not arrive is in the next ones. */
export class MetricsPush {
  readonly #options: MetricsPushOptions
  readonly #startUnixNano = nowUnixNano() - BigInt(Math.round(process.uptime() * 1e9))
  #client: Promise<OtlpClient> | undefined
  #sent = noStats
  #isBusy = false
  /** The receiver knows nothing of metrics, as many that take traces do not. */
  #isUnwanted = false

  constructor(options: MetricsPushOptions) {
    this.#options = options
  }

  async push(stats: ExportStats): Promise<void> {
    if (this.#isBusy || this.#isUnwanted || !isAnyStat(statsSince(this.#sent, stats))) return
    this.#isBusy = true
    this.#client ??= openOtlpClient(this.#options.endpoint, 'metrics')
    const outcome = await (await this.#client).send(this.#encode(stats))
    this.#isBusy = false
    if (outcome.kind === 'sent') this.#sent = stats
    if (outcome.kind === 'refused' && outcome.isUnknownSignal) this.#isUnwanted = true
  }

  #encode(stats: ExportStats): Uint8Array {
    const { resource, tracesProtocol } = this.#options
    return encodeMetricsRequest({
      resource: resource(),
      startUnixNano: this.#startUnixNano,
      unixNano: nowUnixNano(),
      sums: ownMetrics(stats, tracesProtocol),
    })
  }
}
