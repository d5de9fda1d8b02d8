import type { StoreStats } from '@throughline/store'
import { type Signal, signals } from '../pipeline/payload.ts'
import { namedSignals, type TransportCounts, transports } from '../receive/counts.ts'
import { refusalReasons } from '../receive/refusal.ts'
import { outputMetrics } from './output-metrics.ts'
import { counter, counters, gauge, type Metric, type Sample, writeMetric } from './prometheus-text.ts'
import { samplesBySignal } from './rows-by-signal.ts'
import type { HealthSources } from './sources.ts'

/** `/metrics` in the Prometheus text format, version 0.0.4. */
export function writeMetrics(sources: HealthSources): string {
  return metricsOf(sources).map(writeMetric).join('')
}

function metricsOf(sources: HealthSources): Metric[] {
  return [
    ...receiverMetrics(sources),
    ...(sources.store === undefined ? [] : storeMetrics(sources.store)),
    ...outputMetrics(sources.outputs),
    {
      name: 'throughline_redacted_values_total',
      type: 'counter',
      help: 'Values that were redacted, by rule.',
      samples: Object.entries(sources.redacted).map(([rule, value]) => ({ labels: { rule }, value })),
    },
    gauge('throughline_build_info', 'Always 1; the label holds the version.', 1, { version: sources.version }),
    gauge(
      'process_resident_memory_bytes',
      'Resident memory of the server process, the embedded database included.',
      process.memoryUsage.rss(),
    ),
    gauge(
      'throughline_memory_limit_bytes',
      'Resident memory from which on requests are refused.',
      sources.memory.limitBytes,
    ),
  ]
}

function receiverMetrics({ counters, inFlightBytes }: HealthSources): Metric[] {
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
      help: 'Requests not acknowledged, by signal and reason; busy and store_failed are retried by senders.',
      samples: refusalReasons.flatMap(reason =>
        namedSignals.flatMap(signal =>
          transports.map(transport => ({
            labels: { transport, signal, reason },
            value: counters[transport].refusedRequests[reason][signal],
          })),
        ),
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
    counters(
      'throughline_store_appended_items_total',
      'Spans, data points, log records and profiles written to segment files.',
      samplesBySignal(stats.appendedRows),
    ),
    counter('throughline_store_appended_bytes_total', 'Bytes written to segment files.', stats.appendedBytes),
    counters(
      'throughline_store_loaded_items_total',
      'Items loaded into the database, those that the last run had left included.',
      samplesBySignal(stats.loadedRows),
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
