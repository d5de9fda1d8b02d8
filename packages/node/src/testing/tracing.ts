import assert from 'node:assert/strict'
import type { SpanOptions } from '@opentelemetry/api'
import { alwaysOn } from '../sampling/head-sampler.ts'
import { RecordedSpan } from '../trace/span.ts'
import { defaultSpanLimits } from '../trace/span-limits.ts'
import { RecordingTracer, type TracerShared } from '../trace/tracer.ts'

/** A tracer whose spans go nowhere but into a list. */
export function openTracer(parts: Partial<TracerShared> = {}) {
  const ended: RecordedSpan[] = []
  const sink = { begin: () => 0, rename() {}, record: (span: RecordedSpan) => void ended.push(span) }
  const shared: TracerShared = { sink, sampler: alwaysOn, limits: defaultSpanLimits, ...parts }
  const tracer = new RecordingTracer(shared, { name: 'test', version: '', schemaUrl: '' }, 0)
  const start = (name: string, options?: SpanOptions): RecordedSpan => {
    const span = tracer.startSpan(name, options)
    assert.ok(span instanceof RecordedSpan)
    return span
  }
  return { shared, tracer, ended, start }
}

/** All attributes of a span, whether it shares them or not. */
export function attributesOf({ attributes: { all } }: RecordedSpan): Record<string, unknown> {
  return Object.fromEntries(all.flatMap((key, i) => (i % 2 === 0 ? [[key, all[i + 1]]] : [])))
}
