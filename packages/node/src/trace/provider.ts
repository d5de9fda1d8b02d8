import type { TracerOptions, TracerProvider } from '@opentelemetry/api'
import { runningSdk } from '../running.ts'
import type { HeadSampler } from '../sampling/head-sampler.ts'
import { LimitedTracer } from './limited-tracer.ts'
import { textOf } from './text.ts'
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

  /** What instrumentations of functions ask for, whose process is frozen between two calls. Not in the API, but usual. */
  async forceFlush(): Promise<void> {
    await runningSdk()?.flush()
  }

  /** Whatever the arguments are, this is a tracer that works; what is no name is the empty one, as specified. */
  getTracer(name: string, version?: string | null, options?: TracerOptions | null): RecordingTracer {
    const schemaUrl = textOf(options?.schemaUrl ?? '')
    const scope = { name: textOf(name ?? ''), version: textOf(version ?? ''), schemaUrl }
    const key = JSON.stringify(scope)
    const known = this.#tracers.get(key)
    if (known !== undefined) return known
    const index = this.#indexOf(scope)
    const tracer = openTracer(this.#shared, scope, index)
    this.#tracers.set(key, tracer)
    return tracer
  }

  /** A tracer of the same scope with another head decision. */
  withSampler({ scope, scopeIndex }: RecordingTracer, sampler: HeadSampler): RecordingTracer {
    return openTracer({ ...this.#shared, sampler }, scope, scopeIndex)
  }
}

const openTracer = (shared: TracerShared, scope: ScopeDefinition, scopeIndex: number): RecordingTracer =>
  shared.rootLimit === undefined
    ? new RecordingTracer(shared, scope, scopeIndex)
    : new LimitedTracer(shared, scope, scopeIndex, shared.rootLimit)
