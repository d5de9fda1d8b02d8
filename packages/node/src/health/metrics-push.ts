import { nowUnixNano } from '@throughline/otlp'
import { type OtlpClient, openOtlpClient } from '../exporter/otlp-client.ts'
import type { ExportStats } from '../recorder/stats.ts'
import type { OtlpEndpoint, OtlpProtocol } from '../settings/settings.ts'
import { encodeMetricsRequest } from './metrics-request.ts'
import { logMetrics, ownMetrics } from './own-metrics.ts'
import { isAnyStat, noStats, statsSince } from './stats-sum.ts'

export interface MetricsPushOptions {
  readonly endpoint: OtlpEndpoint
  /** Of what the metrics tell about. */
  readonly protocols: { readonly traces: OtlpProtocol; readonly logs: OtlpProtocol | undefined }
  /** An encoded `Resource`. */
  readonly resource: () => Uint8Array
}

/** Sends the recorder's numbers when they have changed. They are sums: what does not arrive is in the next ones. */
export class MetricsPush {
  readonly #options: MetricsPushOptions
  readonly #startUnixNano = nowUnixNano() - BigInt(Math.round(process.uptime() * 1e9))
  #client: Promise<OtlpClient> | undefined
  #sent = noStats
  #sentLogs = noStats
  #isBusy = false
  /** The receiver knows nothing of metrics, as many that take traces do not. */
  #isUnwanted = false

  constructor(options: MetricsPushOptions) {
    this.#options = options
  }

  async push(stats: ExportStats, logStats = noStats): Promise<void> {
    const isAny = isAnyStat(statsSince(this.#sent, stats)) || isAnyStat(statsSince(this.#sentLogs, logStats))
    if (this.#isBusy || this.#isUnwanted || !isAny) return
    this.#isBusy = true
    this.#client ??= openOtlpClient(this.#options.endpoint, 'metrics')
    const outcome = await (await this.#client).send(this.#encode(stats, logStats))
    this.#isBusy = false
    if (outcome.kind === 'sent') {
      this.#sent = stats
      this.#sentLogs = logStats
    }
    if (outcome.kind === 'refused' && outcome.isUnknownSignal) this.#isUnwanted = true
  }

  #encode(stats: ExportStats, logStats: ExportStats): Uint8Array {
    const { resource, protocols } = this.#options
    const ofLogs = protocols.logs === undefined ? [] : logMetrics(logStats, protocols.logs)
    return encodeMetricsRequest({
      resource: resource(),
      startUnixNano: this.#startUnixNano,
      unixNano: nowUnixNano(),
      sums: [...ownMetrics(stats, protocols.traces), ...ofLogs],
    })
  }
}
