import { useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { TraceSummary } from '@throughline/api'
import { ArrowUp } from 'lucide-react'
import { useRef, useState } from 'react'
import { formatCount } from '../format/duration.ts'
import { listLength } from '../limits.ts'
import { useKeys } from '../parts/use-keys.ts'
import type { ListSearch } from './filter.ts'
import { holdList } from './hold.ts'
import { TraceRow } from './TraceRow.tsx'

interface TraceTableProps {
  readonly traces: readonly TraceSummary[]
  readonly search: ListSearch
  /** The rows answer an older question; the new answer is on its way. */
  readonly stale: boolean
}

export const traceRowPx = 28
const columns = ['', 'Time', 'Service', 'Name', 'Duration', 'Spans', 'Errors', 'Also in'] as const

export function TraceTable({ traces, search, stale }: TraceTableProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, waiting, setHolding, release } = useHeldRows(traces, search)
  const [activeId, setActiveId] = useState<string>()
  const navigate = useNavigate()
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => traceRowPx,
    getItemKey: index => rows[index]?.traceId ?? index,
    overscan: 8,
  })

  const activeIndex = rows.findIndex(trace => trace.traceId === activeId)
  const move = (step: number) => {
    const index = Math.min(Math.max(activeIndex + step, 0), rows.length - 1)
    setActiveId(rows[index]?.traceId)
    virtualizer.scrollToIndex(index)
  }
  const open = () => {
    const trace = rows[activeIndex]
    if (trace) navigate({ to: '/trace/$traceId', params: { traceId: trace.traceId }, state: { list: search } })
  }
  const [down, up] = [() => move(1), () => move(-1)]
  useKeys({ j: down, ArrowDown: down, k: up, ArrowUp: up, Enter: open })

  const slowest = rows.reduce((most, trace) => Math.max(most, Number(trace.durationNano)), 0)
  const hold = (pointerInside: boolean) => setHolding(pointerInside || (scroller.current?.scrollTop ?? 0) > 0)
  return (
    <div className="trace-table" data-stale={stale || undefined}>
      {waiting > 0 && (
        <button
          type="button"
          className="trace-table__waiting"
          onClick={() => {
            release()
            scroller.current?.scrollTo({ top: 0 })
          }}
        >
          <ArrowUp size={13} aria-hidden />
          {formatCount(waiting)} new
        </button>
      )}
      <div
        ref={scroller}
        className="trace-table__scroller"
        role="grid"
        tabIndex={0}
        aria-label="Traces"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={activeIndex === -1 ? undefined : `trace-${activeId}`}
        onPointerEnter={() => hold(true)}
        onPointerLeave={() => hold(false)}
        onScroll={event => hold(event.currentTarget.matches(':hover'))}
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
    </div>
  )
}

function TableHead() {
  return (
    <div role="row" aria-rowindex={1} className="trace-row trace-table__head">
      {columns.map(label => (
        <span key={label} role="columnheader" aria-label={label || 'Status'}>
          {label}
        </span>
      ))}
    </div>
  )
}

/** The rows on screen. They follow the latest answer, except while somebody is about to click one. */
function useHeldRows(latest: readonly TraceSummary[], search: ListSearch) {
  const [holding, setHolding] = useState(false)
  const question = JSON.stringify(search)
  const [shown, setShown] = useState({ latest, question, rows: latest, waiting: 0, holding })
  if (shown.latest !== latest || shown.question !== question || shown.holding !== holding) {
    const held = holdList(shown.rows, latest, holding && shown.question === question)
    setShown({ latest, question, holding, ...held })
  }
  const release = () => setShown({ latest, question, holding, rows: latest, waiting: 0 })
  return { rows: shown.rows, waiting: shown.waiting, setHolding, release }
}
