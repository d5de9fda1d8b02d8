import type { Metric, NumberPoint, Sum } from '../metrics/model.ts'
import type { ExportStats } from '../recorder/stats.ts'
import type { OtlpProtocol } from '../settings/settings.ts'

/** The values of `otel.component.type` that the conventions give to exporters. */
const exporterTypes: Readonly<Record<OtlpProtocol, string>> = {
  'http/protobuf': 'otlp_http_span_exporter',
  'http/json': 'otlp_http_json_span_exporter',
  grpc: 'otlp_grpc_span_exporter',
}

/**
 * How the recorder fares, by the names of the semantic conventions ("SDK metrics", in development) as far as those go.
 * The ring stands where other SDKs have a processor with a queue: what it laps is `queue_full`.
 */
export function ownMetrics(stats: ExportStats, protocol: OtlpProtocol, startUnixNano: bigint): readonly Sum[] {
  const recorder = component('throughline_recorder')
  const exporter = component(exporterTypes[protocol])
  const total = totalSince(startUnixNano)
  return [
    {
      ...total,
      name: 'otel.sdk.processor.span.processed',
      description: 'Spans that were handed to the exporter, or were dropped before',
      unit: '{span}',
      points: [
        { value: stats.sent + stats.refused, attributes: recorder },
        { value: stats.lapped, attributes: { ...recorder, 'error.type': 'queue_full' } },
        { value: stats.tooLarge, attributes: { ...recorder, 'error.type': 'too_large' } },
        { value: stats.forgotten, attributes: { ...recorder, 'error.type': 'forgotten' } },
      ],
    },
    {
      ...total,
      name: 'otel.sdk.exporter.span.exported',
      description: 'Spans that the receiver has taken or refused',
      unit: '{span}',
      points: [
        { value: stats.sent, attributes: exporter },
        { value: stats.refused, attributes: { ...exporter, 'error.type': 'rejected' } },
      ],
    },
    {
      ...total,
      name: 'throughline.trace.kept',
      description: 'Local traces with an error, slow, or asked for, that were sampled out and left all the same',
      unit: '{trace}',
      points: [
        { value: stats.kept, attributes: {} },
        { value: stats.limited, attributes: { 'error.type': 'rate_limited' } },
      ],
    },
  ]
}

/** The same of log records, by the same conventions. */
export function logMetrics(stats: ExportStats, protocol: OtlpProtocol, startUnixNano: bigint): readonly Sum[] {
  const recorder = component('throughline_log_recorder')
  const exporter = component(exporterTypes[protocol].replace('span', 'log'))
  const total = totalSince(startUnixNano)
  return [
    {
      ...total,
      name: 'otel.sdk.processor.log.processed',
      description: 'Log records that were handed to the exporter, or were dropped before',
      unit: '{log_record}',
      points: [
        { value: stats.sent + stats.refused, attributes: recorder },
        { value: stats.lapped, attributes: { ...recorder, 'error.type': 'queue_full' } },
        { value: stats.tooLarge, attributes: { ...recorder, 'error.type': 'too_large' } },
      ],
    },
    {
      ...total,
      name: 'otel.sdk.exporter.log.exported',
      description: 'Log records that the receiver has taken or refused',
      unit: '{log_record}',
      points: [
        { value: stats.sent, attributes: exporter },
        { value: stats.refused, attributes: { ...exporter, 'error.type': 'rejected' } },
      ],
    },
  ]
}

const totalSince = (startUnixNano: bigint) =>
  ({ kind: 'sum', isInteger: true, isMonotonic: true, isDelta: false, startUnixNano }) as const

const component = (type: string) => ({ 'otel.component.type': type, 'otel.component.name': `${type}/0` })

/** Of each thread whose spans were written to its ring since the last look. */
export const holdTimeMetric = (points: readonly NumberPoint[]): Metric => ({
  kind: 'gauge',
  name: 'throughline.recorder.hold_time',
  description: 'How long a span stays in the ring of its thread before later ones take its place, at the present rate',
  unit: 's',
  isInteger: false,
  points,
})
