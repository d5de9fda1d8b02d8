import { Link } from '@tanstack/react-router'
import type { TraceSummary } from '@throughline/api'
import { memo } from 'react'
import { formatCount, formatDuration, formatExactNano } from '../format/duration.ts'
import { formatFullTime, formatMoment } from '../format/time.ts'
import { ServiceName } from '../parts/ServiceName.tsx'
import type { ListSearch } from './filter.ts'

interface TraceRowProps {
  readonly trace: TraceSummary
  readonly rowIndex: number
  readonly topPx: number
  readonly active: boolean
  readonly slowestNano: number
  readonly search: ListSearch
}

/** How many other services a row names before it counts the rest. */
const namedServices = 3

export const TraceRow = memo(function TraceRow(props: TraceRowProps) {
  const { trace, active, slowestNano } = props
  const durationNano = Number(trace.durationNano)
  const start = BigInt(trace.startUnixNano)
  const failed = trace.errorCount > 0
  const name = trace.rootName || 'root span not arrived'
  return (
    <div
      id={`trace-${trace.traceId}`}
      role="row"
      aria-rowindex={props.rowIndex}
      aria-selected={active}
      aria-label={`${name}, ${trace.rootService}, ${failed ? 'error, ' : ''}${formatDuration(durationNano)}, ${countSpans(trace.spanCount)}`}
      className="trace-row trace-table__row"
      style={{ translate: `0 ${props.topPx}px` }}
    >
      <Cell className="trace-row__status">
        <span className={failed ? 'dot dot--error' : 'dot'} title={failed ? 'Has errors' : 'No errors'} />
      </Cell>
      <Cell className="trace-row__time">{formatMoment(start)}</Cell>
      <Cell>{trace.rootService && <ServiceName name={trace.rootService} />}</Cell>
      <Cell className={trace.rootName ? 'trace-row__name' : 'trace-row__name trace-row__name--missing'}>
        <Link
          to="/trace/$traceId"
          params={{ traceId: trace.traceId }}
          state={{ list: props.search }}
          className="trace-row__link"
          tabIndex={-1}
          title={exactly(trace, name)}
        >
          {name}
        </Link>
      </Cell>
      <Cell className="trace-row__duration">
        <span className="trace-row__track">
          <span
            className={failed ? 'trace-row__bar trace-row__bar--error' : 'trace-row__bar'}
            style={{ width: `${slowestNano === 0 ? 0 : (durationNano / slowestNano) * 100}%` }}
          />
        </span>
        <span>{formatDuration(durationNano)}</span>
      </Cell>
      <Cell className="trace-row__count">{formatCount(trace.spanCount)}</Cell>
      <Cell className={failed ? 'trace-row__count trace-row__count--error' : 'trace-row__count trace-row__count--none'}>
        {failed ? formatCount(trace.errorCount) : '–'}
      </Cell>
      <Cell className="trace-row__services">
        <OtherServices trace={trace} />
      </Cell>
    </div>
  )
})

function OtherServices({ trace }: { readonly trace: TraceSummary }) {
  const others = trace.services.filter(service => service !== trace.rootService)
  const restCount = others.length - namedServices
  return (
    <>
      {others.slice(0, namedServices).map(service => (
        <ServiceName key={service} name={service} />
      ))}
      {restCount > 0 && <span>+{restCount}</span>}
    </>
  )
}

interface CellProps {
  readonly className?: string
  readonly children: React.ReactNode
}

function Cell(props: CellProps) {
  return <span role="gridcell" {...props} />
}

/** The link lies over the whole row, so its hover tells what the row rounds or leaves out. */
const exactly = ({ startUnixNano, durationNano, services }: TraceSummary, name: string) =>
  [name, formatFullTime(BigInt(startUnixNano)), formatExactNano(BigInt(durationNano)), services.join(', ')].join('\n')

const countSpans = (count: number) => `${formatCount(count)} ${count === 1 ? 'span' : 'spans'}`
