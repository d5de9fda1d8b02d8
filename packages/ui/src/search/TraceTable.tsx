import { useVirtualizer } from '@tanstack/react-virtual'
import type { TraceSummary } from '@throughline/api'
import { type RefObject, useState } from 'react'
import { formatCount } from '../format/duration.ts'
import { isToday } from '../format/time.ts'
import { listLength } from '../limits.ts'
import { useKeys } from '../parts/use-keys.ts'
import type { ListSearch } from './filter.ts'
import { TraceRow } from './TraceRow.tsx'

interface TraceTableProps {
  readonly rows: readonly TraceSummary[]
  readonly search: ListSearch
  /** True while the first row is scrolled away. */
  readonly onScrolled: (scrolled: boolean) => void
  readonly onOpen: (trace: TraceSummary) => void
  readonly scroller: RefObject<HTMLDivElement | null>
}

const traceRowPx = 28
const columns = ['', 'Time', 'Service', 'Name', 'Duration', 'Spans', 'Errors', 'Also in'] as const

export function TraceTable({ rows, search, onScrolled, onOpen, scroller }: TraceTableProps) {
  const [activeId, setActiveId] = useState<string>()
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => traceRowPx,
    getItemKey: index => rows[index]?.traceId ?? index,
    overscan: 8,
    // The head sticks to the top and takes the room of one row.
    scrollPaddingEnd: traceRowPx,
  })

  const activeIndex = rows.findIndex(trace => trace.traceId === activeId)
  const move = (step: number) => {
    const index = Math.min(Math.max(activeIndex + step, 0), rows.length - 1)
    setActiveId(rows[index]?.traceId)
    virtualizer.scrollToIndex(index)
  }
  const open = () => {
    const trace = rows[activeIndex]
    if (trace) onOpen(trace)
  }
  const [down, up] = [() => move(1), () => move(-1)]
  useKeys({ j: down, ArrowDown: down, k: up, ArrowUp: up, Enter: open })

  const dated = rows.some(trace => !isToday(BigInt(trace.startUnixNano)))
  const slowest = rows.reduce((most, trace) => Math.max(most, Number(trace.durationNano)), 0)
  return (
    <div
      ref={scroller}
      className="trace-table__scroller"
      data-scroll-restoration-id="traces"
      style={{ '--time-px': dated ? '136px' : '96px' }}
      role="grid"
      tabIndex={0}
      aria-label="Traces"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={activeIndex === -1 ? undefined : `trace-${activeId}`}
      onScroll={event => onScrolled(event.currentTarget.scrollTop > 0)}
    >
      <TableHead />
      <div role="rowgroup" className="trace-table__body" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const trace = rows[index]
          return (
            trace && (
              <TraceRow
                key={trace.traceId}
                trace={trace}
                rowIndex={index + 2}
                topPx={start}
                active={trace.traceId === activeId}
                slowestNano={slowest}
                search={search}
              />
            )
          )
        })}
      </div>
      <p className="trace-table__foot">
        {rows.length < listLength
          ? `${formatCount(rows.length)} ${rows.length === 1 ? 'trace' : 'traces'}`
          : `The newest ${formatCount(listLength)}; narrow the filters to see others`}
      </p>
    </div>
  )
}

function TableHead() {
  return (
    <div role="row" aria-rowindex={1} className="trace-row trace-table__head">
      {columns.map(label => (
        <span key={label} role="columnheader">
          {label || <span className="visually-hidden">Status</span>}
        </span>
      ))}
    </div>
  )
}
