import type { TextMapPropagator } from '@opentelemetry/api'
import { exitDrainMs } from '../limits.ts'
import { propagatorNamed } from '../propagation/propagator.ts'
import { resourceAttributes } from '../resource/resource.ts'
import type { PropagatorName, Settings } from '../settings/settings.ts'
import type { SpanSink } from '../trace/span-sink.ts'
import type { TracerExtensions } from '../trace/tracer.ts'
import { BatchingProcessor } from './batching-processor.ts'
import { Extensions } from './extensions.ts'
import { StandardResource } from './resource.ts'

/** What of the app's own objects stands between tracer and recorder; undefined where there is none. */
export function openExtensions(recorder: SpanSink, settings: Settings): Extensions | undefined {
  const { spanProcessors, traceExporter, sampler, idGenerator } = settings.standard
  const processors = spanProcessors.map((processor, i) => ({ name: `spanProcessors[${i}]`, processor }))
  if (traceExporter !== undefined) {
    const processor = new BatchingProcessor(traceExporter, settings.exporter.scheduleDelayMs)
    processors.push({ name: 'traceExporter', processor })
  }
  if (processors.length === 0 && sampler === undefined && idGenerator === undefined) return undefined
  const resource = new StandardResource(resourceAttributes(settings))
  return new Extensions(recorder, { processors, sampler, idGenerator, resource })
}

/** Undefined where our instrumentations can read and write W3C headers without detours. */
export function propagatorOf(
  { standard, propagators, sampler }: Settings,
  extensions: TracerExtensions | undefined,
): TextMapPropagator | undefined {
  if (standard.textMapPropagator === null) return propagatorNamed([], sampler)
  if (standard.textMapPropagator !== undefined) return standard.textMapPropagator
  // Samplers, processors and what copies baggage are given the parent's context, which a propagator makes and the short way does without.
  return isW3c(propagators) && extensions === undefined ? undefined : propagatorNamed(propagators, sampler)
}

/** In either order, since neither reads what the other does. */
const isW3c = (names: readonly PropagatorName[]): boolean =>
  names.length === 2 && names.includes('tracecontext') && names.includes('baggage')

/**
 * Flushes processors when the process ends. An exporter that needs the event loop has it once nothing else is left to
 * do; at `process.exit()` and after an uncaught exception there is none, and what it does at once has to do.
 */
export function flushAtExit(extensions: Extensions): () => void {
  const flush = () => void extensions.forceFlush(exitDrainMs)
  extensions.onFirst = () => {
    // Once: a flush is work for the event loop, after which this event comes again.
    process.once('beforeExit', flush)
    // After the listener that ends the spans which are still open; see `lifetime/end.ts`.
    process.on('exit', flush)
  }
  return () => {
    process.off('beforeExit', flush)
    process.off('exit', flush)
  }
}
