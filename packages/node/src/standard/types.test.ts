import assert from 'node:assert/strict'
import { test } from 'node:test'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { B3Propagator } from '@opentelemetry/propagator-b3'
import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ConsoleSpanExporter,
  createAlwaysRecordSampler,
  InMemorySpanExporter,
  NoopSpanProcessor,
  type ReadableSpan as OfficialSpan,
  ParentBasedSampler,
  RandomIdGenerator,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace'
import { readSettings } from '../settings/read-settings.ts'
import type { StartOptions } from '../settings/settings.ts'
import type { ReadableSpan } from './types.ts'

test('what OpenTelemetry offers fits into the options without a cast, which the compiler checks', () => {
  const exporter = new InMemorySpanExporter()
  const options: StartOptions[] = [
    {
      spanProcessors: [
        new BatchSpanProcessor({ exporter }),
        new SimpleSpanProcessor({ exporter }),
        new NoopSpanProcessor(),
      ],
    },
    { traceExporter: exporter },
    { traceExporter: new ConsoleSpanExporter() },
    { traceExporter: new OTLPTraceExporter() },
    { sampler: new AlwaysOnSampler() },
    { sampler: new AlwaysOffSampler() },
    { sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.5) }) },
    { sampler: createAlwaysRecordSampler(new AlwaysOffSampler()) },
    { idGenerator: new RandomIdGenerator(), textMapPropagator: new B3Propagator() },
    { textMapPropagator: new W3CTraceContextPropagator() },
    { textMapPropagator: null },
  ]
  for (const each of options) assert.deepEqual(readSettings(each, {}).complaints, [])
})

/** Not run, only compiled: what is made for a NodeSDK fits as a whole, and our spans are those of the SDK. */
export const optionsOf = ({ textMapPropagator, ...others }: Partial<NodeSDKConfiguration>): StartOptions => {
  const { spanProcessors = [], traceExporter, sampler, idGenerator } = others
  return {
    spanProcessors,
    ...(traceExporter && { traceExporter }),
    ...(sampler && { sampler }),
    ...(idGenerator && { idGenerator }),
    ...(textMapPropagator && { textMapPropagator }),
  }
}
export const asOfficial = (span: ReadableSpan): OfficialSpan => span
