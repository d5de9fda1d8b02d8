import type { TextMapGetter, TextMapPropagator } from '@opentelemetry/api'

/** Propagators that are ours take any carrier: that of a queue is not that of HTTP. */
export type Propagator = TextMapPropagator<unknown>

/** What is no text (the bytes of a Kafka header) is no header of ours; a repeated one is a list, as HTTP has it. */
export function headerIn(carrier: unknown, name: string, getter: TextMapGetter<unknown>): string {
  const value: unknown = getter.get(carrier, name)
  const text = Array.isArray(value) ? value.filter(isText).join(',') : value
  return isText(text) ? text : ''
}

const isText = (value: unknown): value is string => typeof value === 'string'
