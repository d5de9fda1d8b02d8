import type { OutputStats } from '../outputs/open-output.ts'
import { signals } from '../pipeline/payload.ts'
import { counters, gauges, type Metric, type Sample } from './prometheus-text.ts'
import { samplingMetrics } from './sampling-metrics.ts'

/** Of destinations, and of samplers in front of them and of the store. */
export function outputMetrics(outputs: Readonly<Record<string, OutputStats>>): readonly Metric[] {
  const forwarders = Object.entries(outputs).flatMap(([name, { forwarding }]) =>
    forwarding ? [{ name, ...forwarding }] : [],
  )
  type Forwarding = (typeof forwarders)[number]

  const items = (of: (stats: Forwarding) => Readonly<Record<string, number>>): readonly Sample[] =>
    forwarders.flatMap(stats =>
      signals.map(signal => ({ labels: { destination: stats.name, signal }, value: of(stats)[signal] ?? 0 })),
    )
  const each = (of: (stats: Forwarding) => number): readonly Sample[] =>
    forwarders.map(stats => ({ labels: { destination: stats.name }, value: of(stats) }))

  return [
    counters(
      'throughline_forward_sent_items_total',
      'Items that the destination has taken.',
      items(stats => stats.sentItems),
    ),
    counters(
      'throughline_forward_sent_requests_total',
      'Requests that the destination has taken.',
      each(stats => stats.sentRequests),
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
    counters(
      'throughline_forward_refused_payloads_total',
      'Requests that the queue did not take, for want of room or because the disk failed; their senders were told.',
      each(stats => stats.refusedPayloads),
    ),
    counters(
      'throughline_forward_damaged_bytes_total',
      'Bytes of the queue that could not be read.',
      each(stats => stats.damagedBytes),
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
    ...samplingMetrics(outputs),
  ]
}
