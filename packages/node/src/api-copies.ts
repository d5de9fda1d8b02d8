import { type TraceAPI, type TracerProvider, trace } from '@opentelemetry/api'
import { onModule } from './instrumentation/modules.ts'

/** What all copies of the API in a process share, whatever their versions are. */
const KEY = Symbol.for('opentelemetry.js.api.1')

interface SharedApi {
  readonly version: string
  readonly trace?: unknown
  readonly context?: unknown
}

const holder = globalThis as { [KEY]?: SharedApi | undefined }

export const sharedApi = (): SharedApi | undefined => holder[KEY]

/**
 * Calls `meet` with each copy of the API that this process has loaded by `require`, and with those that it will. An app
 * has several: its dependencies bring older ones, and `import` gets another build than `require` (up to 1.9 the same).
 * Copies that are only imported from a folder that is not ours cannot be seen.
 */
export function onApiCopy(meet: (copy: TraceAPI, path: string) => void): () => void {
  const met = new WeakSet<TraceAPI>([trace])
  const meetOnce = (exports: unknown, path: string): void => {
    const copy = traceOf(exports)
    if (copy === undefined || met.has(copy)) return
    met.add(copy)
    meet(copy, path)
  }
  return onModule(isOfApi, meetOnce)
}

const isOfApi = (id: string): boolean => id === '@opentelemetry/api' || /[\\/]@opentelemetry[\\/]api[\\/]/.test(id)

function traceOf(exports: unknown): TraceAPI | undefined {
  const api: unknown = typeof exports === 'object' && exports !== null && 'trace' in exports ? exports.trace : undefined
  return isTraceApi(api) ? api : undefined
}

const isTraceApi = (value: unknown): value is TraceAPI =>
  typeof value === 'object' && value !== null && 'setGlobalTracerProvider' in value && 'disable' in value

/**
 * Hands `provider` to the tracers that `copy` has given out before. A copy does so when a provider is registered through
 * it, and lets go of nothing when disabled; meanwhile it is alone, since copies of two versions refuse each other.
 */
export function giveDelegate(copy: TraceAPI, provider: TracerProvider): void {
  const shared = holder[KEY]
  holder[KEY] = undefined
  try {
    copy.setGlobalTracerProvider(provider)
    copy.disable()
  } finally {
    holder[KEY] = shared
  }
}
