import nodeModule from 'node:module'
import { isMainThread, workerData } from 'node:worker_threads'
import { AdoptedExporter } from './exporter/adopted-exporter.ts'
import { type Exporter, ThreadExporter } from './exporter/exporter.ts'
import { isRegisteredElsewhere, registerGlobally } from './global-api.ts'
import { noteInternalError } from './guard.ts'
import { instrument } from './instrumentation/instrument.ts'
import { ownThreadIds, threadsAbove, watchAppThreads } from './lifetime/app-threads.ts'
import { watchEnd } from './lifetime/end.ts'
import { defaultRingBytes, threadRingBytes } from './limits.ts'
import { createMemory, type RecorderMemory } from './recorder/memory.ts'
import { Recorder } from './recorder/recorder.ts'
import { encodeResource } from './resource.ts'
import { runningSdk, setRunningSdk } from './running.ts'
import { say } from './say.ts'
import { readSettings } from './settings/read-settings.ts'
import type { Settings, StartOptions } from './settings/settings.ts'
import { RecordingTracerProvider } from './trace/provider.ts'

/**
 * Starts tracing in this process. A second call does nothing, whoever made the first one; no call throws.
 *
 * Options win over the `OTEL_*` environment variables; a value that cannot be used is named in one line on stderr, and
 * the default is used instead.
 */
export function start(options: StartOptions = {}): void {
  if (runningSdk() !== undefined || isExporterThread()) return
  try {
    const { settings, complaints } = readSettings(options, process.env)
    for (const complaint of complaints) say(complaint)
    if (settings.isDisabled) return
    if (isNodeTooOld) say(`Node 22.15 or newer can be traced, and this is ${process.versions.node}; not starting`)
    else if (isRegisteredElsewhere()) say('another OpenTelemetry SDK is registered in this process; not starting')
    else startWith(settings)
  } catch (error) {
    noteInternalError(error)
    say(`tracing did not start: ${error instanceof Error ? error.message : error}`)
  }
}

function startWith(settings: Settings): void {
  const memory = createMemory(isMainThread ? defaultRingBytes : threadRingBytes)
  const exporter = exporterOf(memory, settings)
  const recorder = new Recorder(memory, encodeResource(settings), settings.keep)
  const { sampler, spanLimits: limits } = settings
  const provider = new RecordingTracerProvider({ sink: recorder, sampler, limits }, scope => recorder.addScope(scope))

  const stops = [registerGlobally(provider), instrument(provider)]
  if (settings.isExporting) stops.push(watchEnd(recorder, exporter), watchAppThreads(exporter))

  setRunningSdk({
    flush: () => exporter.flush(),
    shutdown: async () => {
      for (const stop of stops) stop()
      await exporter.stop()
    },
  })
}

const exporterOf = (memory: RecorderMemory, { exporter }: Settings): Exporter =>
  threadsAbove() === undefined ? new ThreadExporter(memory, exporter) : new AdoptedExporter(memory, ownThreadIds())

/**
 * What came with 22.15, asked for by its presence. Always a property of the module: a named import that is not there
 * would keep our files from being linked, and the app from starting.
 */
const isNodeTooOld = typeof nodeModule.registerHooks !== 'function'

/** The exporter's own thread loads none of this; but an app may preload us through means that we do not see. */
const isExporterThread = (): boolean => !isMainThread && workerData?.throughlineExporter === true
