import nodeModule from 'node:module'
import { isMainThread, workerData } from 'node:worker_threads'
import type { TraceAPI } from '@opentelemetry/api'
import { auditing } from './audit/auditing.ts'
import { AdoptedExporter } from './exporter/adopted-exporter.ts'
import { type Exporter, ThreadExporter } from './exporter/exporter.ts'
import { isRegisteredElsewhere, registeredName, registerGlobally } from './global-api.ts'
import { noteInternalError } from './guard.ts'
import { keepByHeader } from './instrumentation/http/keep-header.ts'
import { instrument } from './instrumentation/instrument.ts'
import { ownThreadIds, threadsAbove, watchAppThreads } from './lifetime/app-threads.ts'
import { watchEnd } from './lifetime/end.ts'
import { maxRecordBytes, ringBytes, sampleBurstSeconds } from './limits.ts'
import { startLogs } from './logs/start-logs.ts'
import { createMemory, type RecorderMemory } from './recorder/memory.ts'
import { Recorder } from './recorder/recorder.ts'
import { encodeResource } from './resource/resource.ts'
import { runningSdk, setRunningSdk } from './running.ts'
import { RateLimit } from './sampling/rate-limit.ts'
import { say, setSilent } from './say.ts'
import { readSettings } from './settings/read-settings.ts'
import type { Settings, StartOptions } from './settings/settings.ts'
import { flushAtExit, openExtensions, propagatorOf } from './standard/open.ts'
import { withBaggageAttributes } from './trace/baggage-attributes.ts'
import { spanOf } from './trace/context.ts'
import { activeContext } from './trace/context-manager.ts'
import { DuplicateSpans } from './trace/duplicate-spans.ts'
import { RecordingTracerProvider } from './trace/provider.ts'
import { RecordedSpan } from './trace/span.ts'

/**
 * `start()` of `index.ts`, which says what it does.
 *
 * @param importedTrace the copy of the API that the app may have taken tracers from before
 */
export function start(options: StartOptions = {}, importedTrace: () => TraceAPI | undefined = () => undefined): void {
  if (runningSdk() !== undefined || isExporterThread()) return
  try {
    const { settings, complaints } = readSettings(options, process.env)
    setSilent(settings.isSilent)
    for (const complaint of complaints) say(complaint)
    if (settings.isDisabled) return
    if (isNodeTooOld) say(`Node 22.15 or newer can be traced, and this is ${process.versions.node}; not starting`)
    else if (isRegisteredElsewhere())
      say(`another OpenTelemetry SDK${registeredName()} is registered here; not starting`)
    else startWith(settings, importedTrace())
  } catch (error) {
    noteInternalError(error)
    say(`tracing did not start: ${error instanceof Error ? error.message : error}`)
  }
}

function startWith(settings: Settings, imported: TraceAPI | undefined): void {
  const memory = createMemory(ringBytes, maxRecordBytes, settings.exporter.logs !== undefined)
  const exporter = exporterOf(settings.isExporting ? memory : withoutSpans(memory), settings)
  const recorder = new Recorder(memory, () => encodeResource(settings), settings.keep)
  const extensions = openExtensions(recorder, settings)
  const tracerExtensions = withBaggageAttributes(settings.baggageAttributes, extensions)
  const propagator = propagatorOf(settings, tracerExtensions)
  const { sampler, spanLimits: limits } = settings
  const rootLimit = rootLimitOf(settings)
  const sink = extensions ?? recorder
  const audited = settings.audit === undefined ? sink : auditing(sink, settings.audit)
  const duplicates = new DuplicateSpans()
  const shared = { sink: audited, sampler, rootLimit, limits, extensions: tracerExtensions, duplicates, propagator }
  const provider = new RecordingTracerProvider(shared, scope => duplicates.addScope(recorder.addScope(scope), scope))

  // Before the version that copies of the API see is raised, after which ours may register nothing.
  const logs = startLogs(memory, settings)
  const onSampledOut = keepByHeader(settings.keepHeader, span => recorder.keep(span))
  const stops = [
    registerGlobally(provider, propagator, imported),
    instrument(provider, settings, onSampledOut),
    logs.stop,
  ]
  const sent = [settings.isExporting ? recorder : undefined, logs.recorder].filter(each => each !== undefined)
  const endOpenSpans = () => recorder.endOpenSpans()
  const watches = sent.length > 0 ? [watchEnd(sent, endOpenSpans, exporter), watchAppThreads(exporter)] : []
  if (extensions !== undefined) stops.push(flushAtExit(extensions))

  setRunningSdk({
    flush: async () => {
      await Promise.all([exporter.flush(), extensions?.forceFlush()])
    },
    keepTrace: () => {
      const span = spanOf(activeContext())
      return span instanceof RecordedSpan && recorder.keep(span)
    },
    shutdown: async () => {
      for (const stop of stops) stop()
      await Promise.all([exporter.stop(), extensions?.shutdown()])
      // Only now: until then the process may end.
      for (const stop of watches) stop()
    },
  })
}

const rootLimitOf = ({ sampledTracesPerSecond: perSecond }: Settings): RateLimit | undefined =>
  perSecond === undefined ? undefined : new RateLimit(perSecond, sampleBurstSeconds, performance.now())

/** For an exporter that sends log records only: the spans stay where they are. */
const withoutSpans = ({ logs }: RecorderMemory): RecorderMemory => ({ ...createMemory(ringBytes), logs })

const exporterOf = (memory: RecorderMemory, { exporter }: Settings): Exporter =>
  threadsAbove() === undefined ? new ThreadExporter(memory, exporter) : new AdoptedExporter(memory, ownThreadIds())

/**
 * What came with 22.15, asked for by its presence. Always a property of the module: a named import that is not there
 * would keep our files from being linked, and the app from starting.
 */
const isNodeTooOld = typeof nodeModule.registerHooks !== 'function'

/** The exporter's own thread loads none of this; but an app may preload us through means that we do not see. */
const isExporterThread = (): boolean => !isMainThread && workerData?.throughlineExporter === true
