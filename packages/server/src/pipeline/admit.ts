import assert from 'node:assert/strict'
import {
  countProfiles,
  type LogsData,
  type MetricsData,
  ok,
  type Result,
  readLogsProto,
  readMetricsProto,
  readSpanBatch,
  type SpanBatch,
  spanProblem,
} from '@throughline/otlp'
import type { Content, Payload, Signal } from './payload.ts'

/** What the sender hears about its request. */
export interface Admission {
  /** Spans, data points, log records or profiles. */
  readonly accepted: number
  readonly rejected: number
  /** One sentence; empty when every item is accepted. */
  readonly errorMessage: string
}

export interface Admitted {
  readonly admission: Admission
  /** What of the request goes on. */
  readonly payload: Payload
}

/** Reads a request once, whose bytes anybody may have sent; an error means that it can never be taken. */
export function admit(signal: Signal, bytes: Uint8Array): Result<Admitted> {
  switch (signal) {
    case 'traces':
      return andThen(readSpanBatch(bytes), admitSpans)
    case 'metrics':
      return andThen(readMetricsProto(bytes), data => whole(bytes, dataPointCount(data), { signal, data }))
    case 'logs':
      return andThen(readLogsProto(bytes), data => whole(bytes, logRecordCount(data), { signal, data }))
    case 'profiles':
      return andThen(countProfiles(bytes), itemCount => whole(bytes, itemCount, { signal, bytes }))
  }
}

const andThen = <Read, Made>(read: Result<Read>, make: (value: Read) => Made): Result<Made> =>
  read.ok ? ok(make(read.value)) : read

const whole = (bytes: Uint8Array, itemCount: number, content: Content): Admitted => ({
  admission: { accepted: itemCount, rejected: 0, errorMessage: '' },
  payload: { signal: content.signal, bytes, itemCount, content },
})

function dataPointCount({ resourceMetrics }: MetricsData): number {
  const metrics = resourceMetrics.flatMap(group => group.scopeMetrics).flatMap(group => group.metrics)
  return metrics.reduce((sum, { data }) => sum + (data.kind === 'empty' ? 0 : data.dataPoints.length), 0)
}

function logRecordCount({ resourceLogs }: LogsData): number {
  const groups = resourceLogs.flatMap(group => group.scopeLogs)
  return groups.reduce((sum, { logRecords }) => sum + logRecords.length, 0)
}

/** Keeps the spans whose ids are valid. A request without a bad span, the usual one, goes on as it is, uncopied. */
function admitSpans(batch: SpanBatch): Admitted {
  const { spanCount } = batch
  const valid: number[] = []
  let first: string | undefined
  for (let span = 0; span < spanCount; span++) {
    const problem = spanProblem(batch, span)
    if (problem === undefined) valid.push(span)
    first ??= problem
  }
  const accepted = valid.length
  const rejected = spanCount - accepted
  const kept = first === undefined ? batch : keep(batch, valid)
  const errorMessage = first === undefined ? '' : `${rejected} of ${spanCount} spans rejected; the first: ${first}`
  return {
    admission: { accepted, rejected, errorMessage },
    payload: {
      signal: 'traces',
      bytes: kept.bytes,
      itemCount: accepted,
      content: { signal: 'traces', batch: kept },
    },
  }
}

function keep(batch: SpanBatch, spans: readonly number[]): SpanBatch {
  const kept = readSpanBatch(batch.select(spans))
  assert.ok(kept.ok, 'what was read can be read in part')
  return kept.value
}
