import { type OtlpClient, openOtlpClient } from '../exporter/otlp-client.ts'
import { isRetryable } from '../exporter/outcome.ts'
import { maxHeldReadings } from '../limits.ts'
import type { OtlpEndpoint } from '../settings/settings.ts'
import type { Readings } from './model.ts'
import { metricsRequestProto } from './request-proto.ts'

export interface MetricsPushOptions {
  readonly endpoint: OtlpEndpoint
  /** What does not arrive is in no later readings, so it is sent with those. */
  readonly isDelta: boolean
}

/** Sends readings by OTLP. */
export class MetricsPush {
  readonly #options: MetricsPushOptions
  #client: Promise<OtlpClient> | undefined
  #held: readonly Readings[] = []
  #lostCount = 0
  /** The receiver knows nothing of metrics, as many that take traces do not. */
  #isUnwanted = false

  constructor(options: MetricsPushOptions) {
    this.#options = options
  }

  get isUnwanted(): boolean {
    return this.#isUnwanted
  }

  get heldCount(): number {
    return this.#held.length
  }

  /** Readings of intervals that were given up, because the receiver was away for long. */
  get lostCount(): number {
    return this.#lostCount
  }

  async push(readings: readonly Readings[]): Promise<void> {
    const due = [...this.#held, ...readings]
    if (this.#isUnwanted || due.length === 0) return
    this.#held = []
    this.#client ??= openOtlpClient(this.#options.endpoint, 'metrics')
    const outcome = await (await this.#client).send(metricsRequestProto(due))
    if (outcome.kind === 'refused' && outcome.isUnknownSignal) this.#isUnwanted = true
    if (isRetryable(outcome) && this.#options.isDelta) this.#hold([...due, ...this.#held])
  }

  #hold(readings: readonly Readings[]): void {
    this.#held = readings.slice(-maxHeldReadings)
    this.#lostCount += readings.length - this.#held.length
  }
}
