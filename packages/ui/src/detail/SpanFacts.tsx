import { CircleAlert } from 'lucide-react'
import { formatDuration, formatExactNano, formatOffset } from '../format/duration.ts'
import { formatFullTime, formatMoment } from '../format/time.ts'
import { failureOf } from '../model/attributes.ts'
import { durationOf, hasFlag, SpanFlag, serviceOf, type TraceModel } from '../model/trace-model.ts'
import { ServiceName } from '../parts/ServiceName.tsx'

const kinds = ['', '', 'server', 'client', 'producer', 'consumer'] as const

export function SpanFacts({ model, row }: { readonly model: TraceModel; readonly row: number }) {
  const start = model.startNano[row] ?? 0
  const startUnixNano = model.startUnixNano + BigInt(start)
  const kind = kinds[model.spans[row]?.kind ?? 0]
  return (
    <div className="detail__facts">
      <span className="detail__duration" title={formatExactNano(durationOf(model, row))}>
        {hasFlag(model, row, SpanFlag.unfinished) ? 'not ended' : formatDuration(durationOf(model, row))}
      </span>
      <ServiceName name={serviceOf(model, row)} />
      {kind && <span>{kind}</span>}
      <span title={formatFullTime(startUnixNano)}>{formatMoment(startUnixNano)}</span>
      <span title={formatExactNano(start)}>{formatOffset(start)}</span>
      <span title={formatExactNano(model.selfNano[row] ?? 0)}>self {formatDuration(model.selfNano[row] ?? 0)}</span>
    </div>
  )
}

/** Why the span failed, in its own words, before anything else. */
export function SpanFailure({ model, row }: { readonly model: TraceModel; readonly row: number }) {
  const span = model.spans[row]
  if (!span || !hasFlag(model, row, SpanFlag.error)) return null
  const { type, message } = failureOf(span)
  return (
    <p className="detail__failure">
      <CircleAlert size={14} aria-hidden />
      <span>
        {type && <strong>{type}</strong>}
        {type && message && ': '}
        {message ?? (type ? '' : 'This span failed and does not say why.')}
      </span>
    </p>
  )
}
