import type { OutputStats } from '../outputs/open-output.ts'
import { counters, gauges, type Labels, type Metric, type Sample } from './prometheus-text.ts'

/** Of the samplers in front of the store and of destinations. */
export function samplingMetrics(outputs: Readonly<Record<string, OutputStats>>): readonly Metric[] {
  const samplers = Object.entries(outputs).flatMap(([name, { sampling }]) => (sampling ? [{ name, ...sampling }] : []))
  type Sampling = (typeof samplers)[number]

  const each = (of: (stats: Sampling) => number, labels: Labels = {}): readonly Sample[] =>
    samplers.map(stats => ({ labels: { output: stats.name, ...labels }, value: of(stats) }))
  return [
    counters('throughline_sampling_spans_total', 'Spans that were decided about, late ones included.', [
      ...each(stats => stats.keptSpans, { decision: 'kept' }),
      ...each(stats => stats.droppedSpans, { decision: 'dropped' }),
    ]),
    counters('throughline_sampling_late_spans_total', 'Spans that came after the decision, and went by it.', [
      ...each(stats => stats.lateKeptSpans, { decision: 'kept' }),
      ...each(stats => stats.lateDroppedSpans, { decision: 'dropped' }),
    ]),
    counters('throughline_sampling_traces_total', 'Traces that were decided about.', [
      ...each(stats => stats.keptTraces, { decision: 'kept' }),
      ...each(stats => stats.droppedTraces, { decision: 'dropped' }),
    ]),
    counters(
      'throughline_sampling_policy_traces_total',
      'Traces by the policy that decided about them.',
      samplers.flatMap(({ name, tracesByPolicy }) =>
        Object.entries(tracesByPolicy).map(([policy, value]) => ({ labels: { output: name, policy }, value })),
      ),
    ),
    counters(
      'throughline_sampling_early_traces_total',
      'Traces decided before their time, because too much waited.',
      each(stats => stats.earlyTraces),
    ),
    counters(
      'throughline_sampling_refused_payloads_total',
      'Requests that were not taken because the buffer was full; their senders were told.',
      each(stats => stats.refusedPayloads),
    ),
    counters(
      'throughline_sampling_failed_hand_overs_total',
      'Times that what was kept was not taken; it is tried again.',
      each(stats => stats.failedHandOvers),
    ),
    gauges(
      'throughline_sampling_pending_spans',
      'Spans whose trace is not decided yet.',
      each(stats => stats.pendingSpans),
    ),
    gauges(
      'throughline_sampling_pending_traces',
      'Traces that are not decided yet.',
      each(stats => stats.pendingTraces),
    ),
    gauges(
      'throughline_sampling_buffered_bytes',
      'What waiting spans take on disk.',
      each(stats => stats.bufferedBytes),
    ),
  ]
}
