import { createRequire } from 'node:module'
import { createNoopMeter, type Meter, type MeterOptions, type MeterProvider } from '@opentelemetry/api'
import { nowUnixNano } from '@throughline/otlp'
import { noteInternalError } from '../guard.ts'
import { observeTimeoutMs } from '../limits.ts'
import { say } from '../say.ts'
import type { ScopeReadings } from './model.ts'
import { openSdk, readNow, type SdkMeters } from './sdk-meters.ts'
import { fromSdk } from './sdk-readings.ts'
import type { View, ViewName } from './views.ts'

/** What the app measures by itself, through the API: the instruments are those of OpenTelemetry's SDK. */
export class AppMeters implements MeterProvider {
  readonly #views: ReadonlyMap<ViewName, View>
  #sdk: SdkMeters | undefined
  #isUnusable = false
  /** Called when the app asks for its first meter: from then on there is something to tell. */
  onFirst: (() => void) | undefined

  constructor(views: ReadonlyMap<ViewName, View>) {
    this.#views = views
  }

  getMeter(name: string, version?: string, options?: MeterOptions): Meter {
    return this.#open()?.provider.getMeter(name, version, options) ?? createNoopMeter()
  }

  async read(view: ViewName): Promise<readonly ScopeReadings[]> {
    const reader = this.#sdk?.readers.get(view)
    if (reader === undefined) return []
    const { resourceMetrics, errors } = await reader.collect({ timeoutMillis: observeTimeoutMs })
    // What a callback of the app throws is the app's: it costs that instrument's reading.
    for (const error of errors) noteInternalError(error)
    return fromSdk(resourceMetrics.scopeMetrics, nowUnixNano())
  }

  /** Without callbacks of observable instruments, which may take their time. */
  readNow(view: ViewName): readonly ScopeReadings[] {
    const reader = this.#sdk?.readers.get(view)
    return reader === undefined ? [] : fromSdk(readNow(reader), nowUnixNano())
  }

  #open(): SdkMeters | undefined {
    if (this.#sdk !== undefined || this.#isUnusable) return this.#sdk
    try {
      this.#sdk = openSdk(createRequire(import.meta.url)('@opentelemetry/sdk-metrics'), this.#views)
      this.onFirst?.()
    } catch (error) {
      this.#isUnusable = true
      noteInternalError(error)
      say(`the app's own metrics are lost: ${error instanceof Error ? error.message : error}`)
    }
    return this.#sdk
  }
}
