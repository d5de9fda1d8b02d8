import type { RecordingTracer } from '../../../trace/tracer.ts'
import type { Method } from '../../patch.ts'
import { KnownOperations } from '../messaging-operation.ts'

/** Undefined while tracing is off: what was replaced stays so. */
let tracer: RecordingTracer | undefined

export const kafkajsTracer = (): RecordingTracer | undefined => tracer

export function setKafkajsTracer(current: RecordingTracer | undefined): void {
  tracer = current
}

/** Those of all producers: which broker a message goes to is not known when it is sent. */
export const sendOperations = new KnownOperations(destination => ({ system: 'kafka', type: 'send', destination }))

export const processOperations = (consumerGroup: string | undefined): KnownOperations =>
  new KnownOperations(destination => ({ system: 'kafka', type: 'process', destination, consumerGroup }))

/** Replaces a method of one object. */
export function replace(object: Record<string, unknown>, name: string, wrap: (original: Method) => Method): void {
  const original = object[name]
  if (typeof original === 'function') object[name] = wrap(original as Method)
}
