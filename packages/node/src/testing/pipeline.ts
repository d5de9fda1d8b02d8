import { ThreadExporter } from '../exporter/exporter.ts'
import { createMemory } from '../recorder/memory.ts'
import { Recorder } from '../recorder/recorder.ts'
import { openRing } from '../recorder/ring-layout.ts'
import { readStats } from '../recorder/stats.ts'
import { encodeResource } from '../resource/resource.ts'
import type { Environment } from '../settings/environment.ts'
import { readSettings } from '../settings/read-settings.ts'
import { RecordingTracerProvider } from '../trace/provider.ts'

/** Recorder, ring and exporter thread as `start()` connects them, without instrumentations. */
export function openPipeline(environment: Environment, ringBytes = 1 << 20) {
  const { settings } = readSettings({}, { OTEL_BSP_SCHEDULE_DELAY: '5', ...environment })
  const memory = createMemory(ringBytes, 1 << 16)
  const exporter = new ThreadExporter(memory, settings.exporter)
  const recorder = new Recorder(memory, () => encodeResource(settings), settings.keep)
  recorder.onFirst = () => exporter.start()
  const shared = { sink: recorder, sampler: settings.sampler, limits: settings.spanLimits }
  const provider = new RecordingTracerProvider(shared, scope => recorder.addScope(scope))
  const stats = () => readStats(openRing(memory.ring).control)
  return { stats, exporter, provider, tracer: provider.getTracer('test', '1.2.3') }
}
