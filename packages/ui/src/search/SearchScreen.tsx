import { useQuery } from '@tanstack/react-query'
import { ServerCrash } from 'lucide-react'
import { useEffect } from 'react'
import { isUnreachable } from '../api/client.ts'
import { traceListQuery } from '../api/queries.ts'
import { skeletonDelayMs } from '../limits.ts'
import { Notice } from '../parts/Notice.tsx'
import { useDelayed } from '../parts/use-delayed.ts'
import { useStoredFlag } from '../parts/use-stored-flag.ts'
import { UnreachableBanner } from '../shell/UnreachableBanner.tsx'
import { UnreachableNotice } from '../shell/UnreachableNotice.tsx'
import { NoMatch, NoTraces } from './EmptyList.tsx'
import { FilterBar } from './FilterBar.tsx'
import { type ListFilter, type ListSearch, narrows, toFilter, toSearch } from './filter.ts'
import { TableSkeleton } from './TableSkeleton.tsx'
import { TraceResults } from './TraceResults.tsx'
import './search.css'

interface SearchScreenProps {
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
}

export function SearchScreen({ search, onSearch }: SearchScreenProps) {
  const filter = toFilter(search)
  const setFilter = (next: ListFilter) => onSearch(toSearch(next))
  const { data, error, dataUpdatedAt, isPlaceholderData } = useQuery(traceListQuery(filter))
  const [chartShown, setChartShown] = useStoredFlag('throughline.chart', true)
  const waiting = useDelayed(data === undefined && error === null, skeletonDelayMs)
  const away = isUnreachable(error)
  const chooseRange = (fromMs: number, toMs: number) => {
    const { range: _, ...rest } = filter
    setFilter({ ...rest, from: toTime(Math.floor(fromMs)), to: toTime(Math.ceil(toMs)) })
  }
  useEffect(() => {
    document.title = 'Traces · Throughline'
  }, [])
  const content = () => {
    if (error && !away) return <Refused reason={error.message} onReset={() => setFilter({ live: true })} />
    if (!data) return away ? <UnreachableNotice /> : waiting && <TableSkeleton belowChart={chartShown} />
    if (data.traces.length === 0) return !isPlaceholderData && <Nothing filter={filter} onFilter={setFilter} />
    const results = { traces: data.traces, search, chartShown, stale: isPlaceholderData, onRange: chooseRange }
    return <TraceResults {...results} />
  }
  return (
    <>
      <FilterBar filter={filter} onFilter={setFilter} chartShown={chartShown} onChartShown={setChartShown} />
      {data && away && <UnreachableBanner asOfMs={dataUpdatedAt} />}
      {content()}
    </>
  )
}

const toTime = (ms: number) => new Date(ms).toISOString()

function Nothing({ filter, onFilter }: { filter: ListFilter; onFilter: (filter: ListFilter) => void }) {
  return narrows(filter) ? <NoMatch onClear={() => onFilter({ live: filter.live })} /> : <NoTraces />
}

function Refused({ reason, onReset }: { reason: string; onReset: () => void }) {
  return (
    <Notice icon={<ServerCrash size={20} aria-hidden />} title="The server could not answer this">
      <p>{reason}</p>
      <button type="button" className="text-button" onClick={onReset}>
        Clear all filters
      </button>
    </Notice>
  )
}
