import type { OtlpSpanEvent } from '@throughline/api'
import { CircleAlert } from 'lucide-react'
import { useState } from 'react'
import { formatExactNano, formatOffset } from '../format/duration.ts'
import { attributeText } from '../model/attributes.ts'
import type { TraceModel } from '../model/trace-model.ts'
import { numbered } from '../parts/numbered.ts'
import { AttributeList } from './AttributeList.tsx'
import { type FrameRun, parseStack } from './stack.ts'

interface EventListProps {
  readonly events: readonly OtlpSpanEvent[]
  readonly model: TraceModel
  readonly row: number
}

export function EventList({ events, model, row }: EventListProps) {
  if (events.length === 0) return <p className="detail__none">No events</p>
  const spanStart = model.startUnixNano + BigInt(model.startNano[row] ?? 0)
  return (
    <ol className="events">
      {numbered(events).map(({ place, value: event }) => (
        <li key={place} className="event">
          <Event event={event} afterStartNano={Number(BigInt(event.timeUnixNano || 0) - spanStart)} />
        </li>
      ))}
    </ol>
  )
}

function Event({ event, afterStartNano }: { readonly event: OtlpSpanEvent; readonly afterStartNano: number }) {
  const { attributes = [] } = event
  const isException = event.name === 'exception'
  const stack = attributeText(attributes, 'exception.stacktrace')
  const told = ['exception.type', 'exception.message', 'exception.stacktrace']
  const rest = isException ? attributes.filter(({ key }) => !told.includes(key)) : attributes
  return (
    <>
      <header className="event__header">
        {isException && <CircleAlert size={14} aria-hidden />}
        <span className="event__name">
          {(isException && attributeText(attributes, 'exception.type')) || event.name || 'unnamed event'}
        </span>
        {Number(event.timeUnixNano) > 0 && (
          <span className="event__time" title={formatExactNano(afterStartNano)}>
            {formatOffset(afterStartNano)}
          </span>
        )}
      </header>
      {isException && <p className="event__message">{attributeText(attributes, 'exception.message')}</p>}
      {stack && <Stack stack={stack} />}
      {rest.length > 0 && <AttributeList attributes={rest} droppedCount={event.droppedAttributesCount ?? 0} />}
    </>
  )
}

function Stack({ stack }: { readonly stack: string }) {
  const { head, runs } = parseStack(stack)
  return (
    <pre className="stack">
      {runs.length === 0 && head}
      {numbered(runs).map(({ place, value: run }) => (
        <Run key={place} run={run} />
      ))}
    </pre>
  )
}

function Run({ run: { own, frames } }: { readonly run: FrameRun }) {
  const [open, setOpen] = useState(own)
  if (!open) {
    return (
      <button type="button" className="stack__fold" onClick={() => setOpen(true)}>
        {frames.length === 1 ? '1 frame' : `${frames.length} frames`} of libraries and the runtime
      </button>
    )
  }
  return numbered(frames).map(({ place, value: frame }) => (
    <span key={place} className={frame.own ? 'stack__frame stack__frame--own' : 'stack__frame'}>
      {frame.text}
    </span>
  ))
}
