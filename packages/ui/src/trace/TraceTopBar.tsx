import { Link, useLocation } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { CopyButton } from '../parts/CopyButton.tsx'

/** Back to the list that the trace was opened from; the id; and what the trace adds. */
export function TraceTopBar({ traceId, children }: { readonly traceId: string; readonly children?: ReactNode }) {
  const { list = {} } = useLocation().state
  return (
    <header className="topbar">
      <Link to="/" search={list} className="trace-topbar__back">
        <ArrowLeft size={14} aria-hidden />
        Traces
      </Link>
      <code className="trace-topbar__id" title={traceId}>
        {traceId}
      </code>
      <CopyButton label="Copy trace id" text={traceId} />
      <span className="topbar__gap" />
      {children}
    </header>
  )
}
