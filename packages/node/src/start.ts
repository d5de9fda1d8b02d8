import nodeModule from 'node:module'
import { isMainThread, workerData } from 'node:worker_threads'
import type { ApiCopy } from './api-copies.ts'
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
import { AppMetrics } from './metrics/app-metrics.ts'
import { SystemSnapshot } from './metrics/system-snapshot.ts'
import { viewsOf } from './metrics/views.ts'
import { createMemory, type RecorderMemory } from './recorder/memory.ts'
import { Recorder } from './recorder/recorder.ts'
import { encodeResource } from './resource/resource.ts'
import { runningSdk, setRunningSdk } from './running.ts'
import { RateLimit } from './sampling/rate-limit.ts'
import { say, setSilent } from './say.ts'
import { readSettings } from './settings/read-settings.ts'
import type { MetricsSettings, Settings, StartOptions } from './settings/settings.ts'
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
 * @param importedApi the copy of the API that the app may have taken tracers from before
 */
export function start(options: StartOptions = {}, importedApi: () => ApiCopy | undefined = () => undefined): void {
  if (runningSdk() !== undefined || isExporterThread()) return
  try {
    const { settings, complaints } = readSettings(options, process.env)
    setSilent(settings.isSilent)
    for (const complaint of complaints) say(complaint)
    if (settings.isDisabled) return
    if (isNodeTooOld) say(`Node 22.15 or newer can be traced, and this is ${process.versions.node}; not starting`)
    else if (isRegisteredElsewhere())
      say(`another OpenTelemetry SDK${registeredName()} is registered here; not starting`)
    else startWith(settings, importedApi())
  } catch (error) {
    noteInternalError(error)
    say(`tracing did not start: ${error instanceof Error ? error.message : error}`)
  }
}

function startWith(settings: Settings, imported: ApiCopy | undefined): void {
  const memory = createMemory(ringBytes, maxRecordBytes, settings.exporter.logs !== undefined)
  const exporter = exporterOf(memory, settings)
  const metrics = metricsOf(settings)
  const snapshot = settings.hasSystemSnapshot ? new SystemSnapshot() : undefined
  const recorder = new Recorder(memory, () => encodeResource(settings), settings.keep, {
    counter: metrics?.counter,
    snapshot,
  })
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
    registerGlobally(provider, propagator, imported, metrics?.meters),
    instrument(provider, settings, onSampledOut),
    logs.stop,
  ]
  // Where spans stay here and are counted, an app that makes some has something to tell.
  const spans = settings.isExporting || metrics !== undefined ? recorder : undefined
  const isSending = spans !== undefined || logs.recorder !== undefined
  const endOpenSpans = () => recorder.endOpenSpans()
  const watches = isSending
    ? [watchEnd({ spans, logs: logs.recorder, metrics }, endOpenSpans, exporter), watchAppThreads(exporter)]
    : []
  if (metrics !== undefined) stops.push(startForMetrics(exporter, settings.exporter.metrics))
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
      await exporter.flush()
      metrics?.tellLast()
      await Promise.all([exporter.stop(), extensions?.shutdown()])
      // Only now: until then the process may end.
      for (const stop of watches) stop()
      metrics?.close()
      snapshot?.close()
    },
  })
}

const rootLimitOf = ({ sampledTracesPerSecond: perSecond }: Settings): RateLimit | undefined =>
  perSecond === undefined ? undefined : new RateLimit(perSecond, sampleBurstSeconds, performance.now())

/** Undefined where nobody wants any: then no span is counted. */
function metricsOf(settings: Settings): AppMetrics | undefined {
  const views = viewsOf(settings.exporter.metrics)
  return views.size === 0 ? undefined : new AppMetrics(views, () => encodeResource(settings))
}

/** Also where there are no spans: at once where somebody may ask, else in time for the first readings. */
function startForMetrics(exporter: Exporter, { prometheus, intervalMs }: MetricsSettings): () => void {
  if (prometheus !== undefined) exporter.start()
  const timer = setTimeout(() => exporter.start(), intervalMs)
  timer.unref()
  return () => clearTimeout(timer)
}

const exporterOf = (memory: RecorderMemory, { exporter, isExporting }: Settings): Exporter =>
  threadsAbove() === undefined
    ? new ThreadExporter(memory, exporter, isExporting)
    : new AdoptedExporter(memory, ownThreadIds())

/**
 * What came with 22.15, asked for by its presence. Always a property of the module: a named import that is not there
 * would keep our files from being linked, and the app from starting.
 */
const isNodeTooOld = typeof nodeModule.registerHooks !== 'function'

/** The exporter's own thread loads none of this; but an app may preload us through means that we do not see. */
const isExporterThread = (): boolean => !isMainThread && workerData?.throughlineExporter === true
