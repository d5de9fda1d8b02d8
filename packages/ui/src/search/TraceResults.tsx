import { useNavigate } from '@tanstack/react-router'
import type { TraceSummary } from '@throughline/api'
import { ArrowUp } from 'lucide-react'
import { useRef, useState } from 'react'
import { formatCount } from '../format/duration.ts'
import type { ListSearch } from './filter.ts'
import { Scatter } from './Scatter.tsx'
import { TraceTable } from './TraceTable.tsx'
import { useHeldRows } from './use-held-rows.ts'

interface TraceResultsProps {
  readonly traces: readonly TraceSummary[]
  readonly search: ListSearch
  readonly chartShown: boolean
  /** The rows answer an older question; the new answer is on its way. */
  readonly stale: boolean
  readonly onRange: (fromMs: number, toMs: number) => void
}

/** The same traces as a chart and as a list; both hold still while the pointer is over them, and while Live is off. */
export function TraceResults({ traces, search, chartShown, stale, onRange }: TraceResultsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const [pointed, setPointed] = useState(false)
  const [scrolled, setScrolled] = useState(false)
  const { rows, waiting, release } = useHeldRows(traces, search, stale, pointed || scrolled || search.live === 'off')
  const navigate = useNavigate()
  const open = ({ traceId }: TraceSummary) =>
    navigate({ to: '/trace/$traceId', params: { traceId }, state: { list: search } })
  const showNew = () => {
    release()
    scroller.current?.scrollTo({ top: 0 })
  }
  return (
    <div
      className="results"
      data-stale={stale || undefined}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
    >
      {chartShown && <Scatter traces={rows} onOpen={open} onRange={onRange} />}
      <div className="results__list">
        {waiting > 0 && (
          <button type="button" className="results__waiting" onClick={showNew}>
            <ArrowUp size={13} aria-hidden />
            {formatCount(waiting)} new
          </button>
        )}
        <TraceTable rows={rows} search={search} onScrolled={setScrolled} onOpen={open} scroller={scroller} />
      </div>
    </div>
  )
}
