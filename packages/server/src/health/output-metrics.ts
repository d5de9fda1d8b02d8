import type { OutputStats } from '../outputs/open-output.ts'
import { signals } from '../pipeline/payload.ts'
import type { Metric, Sample } from './prometheus-text.ts'

/** Of destinations, and of samplers in front of them and of the store. */
export function outputMetrics(outputs: Readonly<Record<string, OutputStats>>): readonly Metric[] {
  const forwarders = Object.entries(outputs).flatMap(([name, { forwarding }]) =>
    forwarding ? [{ name, ...forwarding }] : [],
  )
  const samplers = Object.entries(outputs).flatMap(([name, { sampling }]) => (sampling ? [{ name, ...sampling }] : []))
  type Forwarding = (typeof forwarders)[number]
  type Sampling = (typeof samplers)[number]

  const items = (of: (stats: Forwarding) => Readonly<Record<string, number>>): readonly Sample[] =>
    forwarders.flatMap(stats =>
      signals.map(signal => ({ labels: { destination: stats.name, signal }, value: of(stats)[signal] ?? 0 })),
    )
  const each = (of: (stats: Forwarding) => number): readonly Sample[] =>
    forwarders.map(stats => ({ labels: { destination: stats.name }, value: of(stats) }))
  const spans = (decision: string, of: (stats: Sampling) => number): readonly Sample[] =>
    samplers.map(stats => ({ labels: { output: stats.name, decision }, value: of(stats) }))

  return [
    counters(
      'throughline_forward_sent_items_total',
      'Items that the destination has taken.',
      items(stats => stats.sentItems),
    ),
    counters(
      'throughline_forward_rejected_items_total',
      'Items that the destination refused for good.',
      items(stats => stats.rejectedItems),
    ),
    counters(
      'throughline_forward_evicted_items_total',
      'Items dropped because the queue was full, or they were too old.',
      items(stats => stats.evictedItems),
    ),
    counters(
      'throughline_forward_failed_requests_total',
      'Attempts that failed, those that are tried again included.',
      each(stats => stats.failedRequests),
    ),
    gauges(
      'throughline_forward_queued_items',
      'Items that wait to be sent.',
      items(stats => stats.queuedItems),
    ),
    gauges(
      'throughline_forward_queued_bytes',
      'What the queue takes on disk.',
      each(stats => stats.queuedBytes),
    ),
    counters('throughline_sampling_spans_total', 'Spans that were decided about.', [
      ...spans('kept', stats => stats.keptSpans),
      ...spans('dropped', stats => stats.droppedSpans),
    ]),
    gauges(
      'throughline_sampling_pending_spans',
      'Spans whose trace is not decided yet.',
      samplers.map(stats => ({ labels: { output: stats.name }, value: stats.pendingSpans })),
    ),
    gauges(
      'throughline_sampling_pending_traces',
      'Traces that are not decided yet.',
      samplers.map(stats => ({ labels: { output: stats.name }, value: stats.pendingTraces })),
    ),
  ]
}

const counters = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  type: 'counter',
  help,
  samples,
})

const gauges = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  type: 'gauge',
  help,
  samples,
})
