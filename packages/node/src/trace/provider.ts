import type { TracerOptions, TracerProvider } from '@opentelemetry/api'
import { RecordingTracer, type TracerShared } from './tracer.ts'

/** An instrumentation scope. */
export interface ScopeDefinition {
  readonly name: string
  readonly version: string
  readonly schemaUrl: string
}

export class RecordingTracerProvider implements TracerProvider {
  readonly #shared: TracerShared
  readonly #indexOf: (scope: ScopeDefinition) => number
  readonly #tracers = new Map<string, RecordingTracer>()

  /** Spans name their scope by an index, so that it is encoded once and not per span; `indexOf` is asked once for each. */
  constructor(shared: TracerShared, indexOf: (scope: ScopeDefinition) => number) {
    this.#shared = shared
    this.#indexOf = indexOf
  }

  getTracer(name: string, version = '', options: TracerOptions = {}): RecordingTracer {
    const schemaUrl = options.schemaUrl ?? ''
    const key = JSON.stringify([name, version, schemaUrl])
    const known = this.#tracers.get(key)
    if (known !== undefined) return known
    const index = this.#indexOf({ name: String(name), version: String(version), schemaUrl: String(schemaUrl) })
    const tracer = new RecordingTracer(this.#shared, index)
    this.#tracers.set(key, tracer)
    return tracer
  }
}
