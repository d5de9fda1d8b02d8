import type { StoreStats } from '@throughline/store'
import { type Signal, signals } from '../pipeline/payload.ts'
import { type Counters, type TransportCounts, transports } from '../receive/counts.ts'
import { refusalReasons } from '../receive/refusal.ts'

type Labels = Readonly<Record<string, string>>

interface Sample {
  readonly labels: Labels
  readonly value: number
}

interface Metric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface MetricSources {
  readonly counters: Counters
  readonly inFlightBytes: number
  readonly store: StoreStats
  readonly version: string
}

/** `/metrics` in the Prometheus text format, version 0.0.4. */
export function writeMetrics(sources: MetricSources): string {
  return metricsOf(sources).map(writeMetric).join('')
}

function metricsOf(sources: MetricSources): Metric[] {
  return [
    ...receiverMetrics(sources),
    ...storeMetrics(sources.store),
    gauge('throughline_build_info', 'Always 1; the label holds the version.', 1, { version: sources.version }),
    gauge(
      'process_resident_memory_bytes',
      'Resident memory of the server process, the embedded database included.',
      process.memoryUsage.rss(),
    ),
  ]
}

function receiverMetrics({ counters, inFlightBytes }: MetricSources): Metric[] {
  const perSignal = (read: (counts: TransportCounts) => Record<Signal, number>): Sample[] =>
    signals.flatMap(signal =>
      transports.map(transport => ({ labels: { transport, signal }, value: read(counters[transport])[signal] })),
    )
  return [
    {
      name: 'throughline_receiver_accepted_requests_total',
      type: 'counter',
      help: 'Requests acknowledged, those with rejected items included.',
      samples: perSignal(counts => counts.acceptedRequests),
    },
    {
      name: 'throughline_receiver_refused_requests_total',
      type: 'counter',
      help: 'Requests not acknowledged, by reason; busy and store_failed are retried by senders.',
      samples: refusalReasons.flatMap(reason =>
        transports.map(transport => ({
          labels: { transport, reason },
          value: counters[transport].refusedRequests[reason],
        })),
      ),
    },
    {
      name: 'throughline_receiver_accepted_items_total',
      type: 'counter',
      help: 'Spans, data points, log records and profiles that survive a crash, and were acknowledged.',
      samples: perSignal(counts => counts.acceptedItems),
    },
    {
      name: 'throughline_receiver_rejected_items_total',
      type: 'counter',
      help: 'Items left out of an acknowledged request because they are invalid.',
      samples: perSignal(counts => counts.rejectedItems),
    },
    gauge(
      'throughline_receiver_in_flight_bytes',
      'Bytes of request bodies that have arrived and are not answered yet.',
      inFlightBytes,
    ),
  ]
}

function storeMetrics(stats: StoreStats): Metric[] {
  return [
    counter('throughline_store_appended_spans_total', 'Spans written to segment files.', stats.appendedSpans),
    counter('throughline_store_appended_bytes_total', 'Bytes written to segment files.', stats.appendedBytes),
    counter(
      'throughline_store_loaded_spans_total',
      'Spans loaded into the database, those that the last run had left included.',
      stats.loadedSpans,
    ),
    counter(
      'throughline_store_failed_loads_total',
      'Loads that the database refused; they are retried.',
      stats.failedLoads,
    ),
    counter(
      'throughline_store_refused_segments_total',
      'Segments that could not be loaded and were set aside.',
      stats.refusedSegments,
    ),
    gauge('throughline_store_pending_segments', 'Segments that wait to be loaded.', stats.pendingSegments),
    gauge('throughline_store_pending_bytes', 'Bytes in the segments that wait to be loaded.', stats.pendingBytes),
  ]
}

function counter(name: string, help: string, value: number): Metric {
  return { name, type: 'counter', help, samples: [{ labels: {}, value }] }
}

function gauge(name: string, help: string, value: number, labels: Labels = {}): Metric {
  return { name, type: 'gauge', help, samples: [{ labels, value }] }
}

function writeMetric({ name, type, help, samples }: Metric): string {
  const lines = samples.map(({ labels, value }) => `${name}${writeLabels(labels)} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function writeLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}
