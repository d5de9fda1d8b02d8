import { formatCount, formatDuration, formatExactNano } from '../format/duration.ts'
import { formatFullTime, formatMoment } from '../format/time.ts'
import { hasFlag, nameOf, SpanFlag, serviceOf, type TraceModel } from '../model/trace-model.ts'
import { ServiceName } from '../parts/ServiceName.tsx'
import { Verdict } from './Verdict.tsx'

interface TraceHeaderProps {
  readonly model: TraceModel
  readonly onSelect: (row: number) => void
}

export function TraceHeader({ model, onSelect }: TraceHeaderProps) {
  return (
    <section className="trace-header" aria-label="Trace">
      <div className="trace-header__facts">
        <h1 className="trace-header__name" title={nameOf(model, model.root)}>
          {nameOf(model, model.root)}
        </h1>
        <ServiceName name={serviceOf(model, model.root)} />
        <span className="trace-header__duration" title={formatExactNano(model.durationNano)}>
          {formatDuration(model.durationNano)}
          {hasFlag(model, model.root, SpanFlag.unfinished) && ' so far'}
        </span>
        <span title={formatFullTime(model.startUnixNano)}>{formatMoment(model.startUnixNano)}</span>
        <span>{plural(model.spanCount, 'span')}</span>
        {model.errorCount > 0 && <span className="trace-header__errors">{plural(model.errorCount, 'error')}</span>}
        {model.services.length > 1 && (
          <span title={model.services.join('\n')}>{plural(model.services.length, 'service')}</span>
        )}
      </div>
      <Verdict model={model} onSelect={onSelect} />
    </section>
  )
}

const plural = (count: number, noun: string) => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
