import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { isNotFound, isUnreachable } from '../api/client.ts'
import { traceQuery } from '../api/queries.ts'
import { arrivalPatienceMs, skeletonDelayMs } from '../limits.ts'
import { nameOf } from '../model/trace-model.ts'
import { useDelayed } from '../parts/use-delayed.ts'
import { UnreachableBanner } from '../shell/UnreachableBanner.tsx'
import { UnreachableNotice } from '../shell/UnreachableNotice.tsx'
import { NoSuchTrace, TraceRefused, TraceSkeleton } from './TraceNotices.tsx'
import { TraceTopBar } from './TraceTopBar.tsx'
import { TraceView } from './TraceView.tsx'
import './trace.css'

interface TraceScreenProps {
  readonly traceId: string
  readonly selectedSpanId: string | undefined
  readonly onSelect: (spanId: string | undefined) => void
}

export function TraceScreen({ traceId, selectedSpanId, onSelect }: TraceScreenProps) {
  const [openedMs] = useState(Date.now)
  const { data: model, error, dataUpdatedAt } = useQuery(traceQuery(useQueryClient(), traceId, openedMs))
  const waiting = useDelayed(!model && !error, skeletonDelayMs)
  const title = model ? nameOf(model, model.root) : 'Trace'
  useEffect(() => {
    document.title = `${title} · Throughline`
  }, [title])
  if (model) {
    return (
      <TraceView model={model} selectedSpanId={selectedSpanId} onSelect={onSelect}>
        {isUnreachable(error) && <UnreachableBanner asOfMs={dataUpdatedAt} />}
      </TraceView>
    )
  }
  return (
    <>
      <TraceTopBar traceId={traceId} />
      {waiting && <TraceSkeleton />}
      {isUnreachable(error) && <UnreachableNotice />}
      {isNotFound(error) && <NoSuchTrace traceId={traceId} waiting={Date.now() - openedMs < arrivalPatienceMs} />}
      {error && !isUnreachable(error) && !isNotFound(error) && <TraceRefused reason={error.message} />}
    </>
  )
}
