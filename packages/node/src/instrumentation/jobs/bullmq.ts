import { onFile } from '../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import { sdkVersion } from '../../version.ts'
import { type Method, patch } from '../patch.ts'
import { setBullmqTracer, toldAsJson, toldAsJsonSandbox } from './bullmq-context.ts'
import { tracedProcess, tracedStart } from './bullmq-process.ts'
import { tracedAdd, tracedAddBulk, tracedAddFlow, tracedAddFlows } from './bullmq-send.ts'
import { outsideOfTraces } from './outside-of-traces.ts'

/**
 * BullMQ: a span for each call that adds jobs, and for each attempt to process one, in the same trace.
 *
 * Its own `telemetry` option is for apps that set it, and they are left to it. To set it for all would give a trace for
 * each question that an idle worker asks of Redis, attributes of BullMQ's own naming, and nothing before 5.20.
 */
export function instrumentBullmq(provider: RecordingTracerProvider): () => void {
  setBullmqTracer(provider.getTracer('@throughline/node/bullmq', sdkVersion))
  const stops = [
    onClass('queue', 'Queue', { add: tracedAdd, addBulk: tracedAddBulk }),
    onClass('flow-producer', 'FlowProducer', { add: tracedAddFlow, addBulk: tracedAddFlows }),
    onClass('job', 'Job', { asJSON: toldAsJson, asJSONSandbox: toldAsJsonSandbox }),
    onClass('worker', 'Worker', { callProcessJob: tracedProcess, run: outsideOfTraces }),
    onClass('queue-events', 'QueueEvents', { run: outsideOfTraces }),
    onClass('child-processor', 'ChildProcessor', { start: tracedStart }),
    () => setBullmqTracer(undefined),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Its ES modules are for bundlers: `import` and `require` both get these files. */
const onClass = (file: string, name: string, wrappers: Readonly<Record<string, (original: Method) => Method>>) =>
  onFile('bullmq', `dist/cjs/classes/${file}.js`, exports =>
    patch((exports as Record<string, unknown>)[name], wrappers),
  )
