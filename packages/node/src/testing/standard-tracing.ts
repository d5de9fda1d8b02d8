import { Extensions } from '../standard/extensions.ts'
import { StandardResource } from '../standard/resource.ts'
import type { IdGenerator, Sampler, SpanProcessor } from '../standard/types.ts'
import { RecordingTracerProvider } from '../trace/provider.ts'
import { openTracer } from './tracing.ts'

/** Tracers whose spans pass standard objects on their way into a list. */
export function openStandardTracing(
  processors: readonly SpanProcessor[],
  { sampler, idGenerator }: { sampler?: Sampler; idGenerator?: IdGenerator } = {},
  limits = openTracer().shared.limits,
) {
  const { shared, ended } = openTracer({ limits })
  const extensions = new Extensions(shared.sink, {
    processors: processors.map((processor, i) => ({ name: `spanProcessors[${i}]`, processor })),
    sampler,
    idGenerator,
    resource: new StandardResource({ 'service.name': 'test' }),
  })
  const provider = new RecordingTracerProvider({ ...shared, sink: extensions, extensions }, () => 0)
  return { provider, extensions, tracer: provider.getTracer('test', '1.2.3'), ended }
}
