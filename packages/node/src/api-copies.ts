import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type MetricsAPI, type TraceAPI, type TracerProvider, trace } from '@opentelemetry/api'
import { onEsModule } from './modules/es-modules.ts'
import { onPackage } from './modules/packages.ts'

/** What all copies of the API in a process share, whatever their versions are. */
const KEY = Symbol.for('opentelemetry.js.api.1')

interface SharedApi {
  readonly version: string
  readonly trace?: unknown
  readonly context?: unknown
  readonly metrics?: unknown
}

/** What we use of a copy; versions before 1.3 have no metrics. */
export interface ApiCopy {
  readonly trace: TraceAPI
  readonly metrics?: MetricsAPI | undefined
}

const holder = globalThis as { [KEY]?: SharedApi | undefined }

export const sharedApi = (): SharedApi | undefined => holder[KEY]

/**
 * The SDK has a copy of its own in its files: to load the one that is installed takes 15 ms. So the version that all
 * copies see is that of the installed one where that is newer: it is the app's too, and a copy does not use what an older
 * one has registered. After what is to be registered; the function that is returned takes it back.
 */
export function raiseSharedVersion(): () => void {
  const own = holder[KEY]
  const installed = installedVersion()
  if (own === undefined || installed === undefined || !isNewer(installed, own.version)) return () => {}
  // Another object, because copies ask for its version once.
  holder[KEY] = { ...own, version: installed }
  return () => {
    holder[KEY] = { ...holder[KEY], version: own.version }
  }
}

function installedVersion(): string | undefined {
  try {
    const [, folder = ''] = /^(.*[\\/]@opentelemetry[\\/]api[\\/])/.exec(resolveApi()) ?? []
    return JSON.parse(readFileSync(`${folder}package.json`, 'utf8')).version
  } catch {
    return undefined
  }
}

const resolveApi = (): string => createRequire(import.meta.url).resolve('@opentelemetry/api')

function isNewer(version: string, other: string): boolean {
  const [major, minor = 0] = version.split('.').map(Number)
  const [otherMajor, otherMinor = 0] = other.split('.').map(Number)
  return major === otherMajor && minor > otherMinor
}

/**
 * Calls `meet` with each copy of the API that this process has loaded by `require`, and with those that it will. An app
 * has several: its dependencies bring older ones, and `import` gets another build than `require` (up to 1.9 the same).
 * Under a Node that tells nothing of ES modules, copies that are only imported from a folder that is not ours cannot be seen.
 *
 * @param imported the one that is imported from ours, where it is known
 */
export function onApiCopy(meet: (copy: ApiCopy, path: string) => void, imported: unknown): () => void {
  const met = new WeakSet<TraceAPI>([trace])
  const meetOnce = (exports: unknown, path: string): void => {
    const copy = copyIn(exports)
    if (copy === undefined || met.has(copy.trace)) return
    met.add(copy.trace)
    meet(copy, path)
  }
  meetOnce(imported, '@opentelemetry/api')
  const stops = [
    onPackage('@opentelemetry/api', ({ exports, folder, path }) => meetOnce(exports, `${folder}/${path}`)),
    onEsModule(ES_BUILD, ['trace', 'metrics'], exports => meetOnce(exports, ES_BUILD)),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** What `import` gets since 1.10. */
const ES_BUILD = '@opentelemetry/api/dist/index.mjs'

function copyIn(exports: unknown): ApiCopy | undefined {
  if (typeof exports !== 'object' || exports === null || !('trace' in exports) || !isTraceApi(exports.trace)) {
    return undefined
  }
  const metrics = 'metrics' in exports && isMetricsApi(exports.metrics) ? exports.metrics : undefined
  return { trace: exports.trace, metrics }
}

const isMetricsApi = (value: unknown): value is MetricsAPI =>
  typeof value === 'object' && value !== null && 'setGlobalMeterProvider' in value

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
