import type { RecordingTracer } from '../../../trace/tracer.ts'

/** Undefined while tracing is off: what was patched stays so. */
let tracer: RecordingTracer | undefined

export const platformaticTracer = (): RecordingTracer | undefined => tracer

export function setPlatformaticTracer(current: RecordingTracer | undefined): void {
  tracer = current
}
