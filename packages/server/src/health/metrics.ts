import { refusalReasons } from '../receive/refusal.ts'
import { type Counters, transports } from './counters.ts'

interface Sample {
  readonly labels?: Record<string, string>
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
  readonly version: string
}

/** `/metrics` in the Prometheus text format, version 0.0.4. */
export function writeMetrics(sources: MetricSources): string {
  return metricsOf(sources).map(writeMetric).join('')
}

function metricsOf({ counters, inFlightBytes, version }: MetricSources): Metric[] {
  const perTransport = (read: (counts: Counters['http']) => number): Sample[] =>
    transports.map(transport => ({ labels: { transport }, value: read(counters[transport]) }))
  return [
    {
      name: 'throughline_receiver_accepted_requests_total',
      type: 'counter',
      help: 'Requests acknowledged, those with rejected spans included.',
      samples: perTransport(counts => counts.acceptedRequests),
    },
    {
      name: 'throughline_receiver_refused_requests_total',
      type: 'counter',
      help: 'Requests not acknowledged, by reason; busy and store_failed are retried by senders.',
      samples: transports.flatMap(transport =>
        refusalReasons.map(reason => ({
          labels: { transport, reason },
          value: counters[transport].refusedRequests[reason],
        })),
      ),
    },
    {
      name: 'throughline_receiver_accepted_spans_total',
      type: 'counter',
      help: 'Spans stored so that they survive a crash, and acknowledged.',
      samples: perTransport(counts => counts.acceptedSpans),
    },
    {
      name: 'throughline_receiver_rejected_spans_total',
      type: 'counter',
      help: 'Spans left out of an acknowledged request because an id of theirs is invalid.',
      samples: perTransport(counts => counts.rejectedSpans),
    },
    {
      name: 'throughline_receiver_in_flight_bytes',
      type: 'gauge',
      help: 'Bytes of request bodies that have arrived and are not answered yet.',
      samples: [{ value: inFlightBytes }],
    },
    {
      name: 'throughline_build_info',
      type: 'gauge',
      help: 'Always 1; the label holds the version.',
      samples: [{ labels: { version }, value: 1 }],
    },
    {
      name: 'process_resident_memory_bytes',
      type: 'gauge',
      help: 'Resident memory of the server process, the embedded database included.',
      samples: [{ value: process.memoryUsage.rss() }],
    },
  ]
}

function writeMetric({ name, type, help, samples }: Metric): string {
  const lines = samples.map(({ labels, value }) => `${name}${writeLabels(labels)} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function writeLabels(labels: Record<string, string> = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}
