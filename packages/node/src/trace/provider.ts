import type { TracerOptions, TracerProvider } from '@opentelemetry/api'
import { RecordingTracer, type TracerShared } from './tracer.ts'

/** An instrumentation scope; spans name it by its index, so that it is encoded once and not per span. */
export interface ScopeDefinition {
  readonly index: number
  readonly name: string
  readonly version: string
  readonly schemaUrl: string
}

export class RecordingTracerProvider implements TracerProvider {
  readonly #shared: TracerShared
  readonly #announce: (scope: ScopeDefinition) => void
  readonly #tracers = new Map<string, RecordingTracer>()

  /** `announce` is called once for each scope, before the first span of it can end. */
  constructor(shared: TracerShared, announce: (scope: ScopeDefinition) => void) {
    this.#shared = shared
    this.#announce = announce
  }

  getTracer(name: string, version = '', options: TracerOptions = {}): RecordingTracer {
    const schemaUrl = options.schemaUrl ?? ''
    const key = JSON.stringify([name, version, schemaUrl])
    const known = this.#tracers.get(key)
    if (known !== undefined) return known
    const index = this.#tracers.size
    this.#announce({ index, name: String(name), version: String(version), schemaUrl: String(schemaUrl) })
    const tracer = new RecordingTracer(this.#shared, index)
    this.#tracers.set(key, tracer)
    return tracer
  }
}
