import { useQuery } from '@tanstack/react-query'
import { ServerCrash } from 'lucide-react'
import { useEffect } from 'react'
import { isUnreachable } from '../api/client.ts'
import { traceListQuery } from '../api/queries.ts'
import { skeletonDelayMs } from '../limits.ts'
import { Notice } from '../parts/Notice.tsx'
import { useDelayed } from '../parts/use-delayed.ts'
import { UnreachableBanner } from '../shell/UnreachableBanner.tsx'
import { UnreachableNotice } from '../shell/UnreachableNotice.tsx'
import { NoMatch, NoTraces } from './EmptyList.tsx'
import { FilterBar } from './FilterBar.tsx'
import { type ListFilter, type ListSearch, narrows, toFilter, toSearch } from './filter.ts'
import { TableSkeleton } from './TableSkeleton.tsx'
import { TraceTable } from './TraceTable.tsx'
import './search.css'

interface SearchScreenProps {
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
}

export function SearchScreen({ search, onSearch }: SearchScreenProps) {
  const filter = toFilter(search)
  const setFilter = (next: ListFilter) => onSearch(toSearch(next))
  const { data, error, dataUpdatedAt, isPlaceholderData } = useQuery(traceListQuery(filter))
  const waiting = useDelayed(data === undefined && error === null, skeletonDelayMs)
  useEffect(() => {
    document.title = 'Traces · Throughline'
  }, [])
  return (
    <>
      <FilterBar filter={filter} onFilter={setFilter} />
      {data && isUnreachable(error) && <UnreachableBanner asOfMs={dataUpdatedAt} />}
      {waiting && <TableSkeleton />}
      {!data && isUnreachable(error) && <UnreachableNotice />}
      {error && !isUnreachable(error) && <Refused reason={error.message} onReset={() => setFilter({ live: true })} />}
      {data && !(error && !isUnreachable(error)) && data.traces.length > 0 && (
        <TraceTable traces={data.traces} search={search} stale={isPlaceholderData} />
      )}
      {data && !error && data.traces.length === 0 && !isPlaceholderData && (
        <Nothing filter={filter} onFilter={setFilter} />
      )}
    </>
  )
}

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
