import { Link } from '@tanstack/react-router'
import { CircleQuestionMark, Hourglass, ServerCrash } from 'lucide-react'
import { Notice } from '../parts/Notice.tsx'

export function NoSuchTrace({ traceId, waiting }: { readonly traceId: string; readonly waiting: boolean }) {
  const icon = waiting ? <Hourglass size={20} aria-hidden /> : <CircleQuestionMark size={20} aria-hidden />
  return (
    <Notice icon={icon} title={waiting ? 'This trace has not arrived yet' : 'No trace with this id'}>
      <code>{traceId}</code>
      <p>
        {waiting
          ? 'Exporters send in batches, so it may take some seconds. Looking again every second.'
          : 'It may have been sampled away, have expired, or belong to another server.'}
      </p>
      <Link to="/" className="text-button">
        Go to the traces
      </Link>
    </Notice>
  )
}

export function TraceRefused({ reason }: { readonly reason: string }) {
  return (
    <Notice icon={<ServerCrash size={20} aria-hidden />} title="The server could not show this trace">
      <p>{reason}</p>
      <Link to="/" className="text-button">
        Go to the traces
      </Link>
    </Notice>
  )
}

const skeletonBars = [
  { depth: 0, fromPercent: 0, toPercent: 96 },
  { depth: 1, fromPercent: 2, toPercent: 61 },
  { depth: 2, fromPercent: 4, toPercent: 59 },
  { depth: 3, fromPercent: 7, toPercent: 12 },
  { depth: 3, fromPercent: 13, toPercent: 57 },
  { depth: 1, fromPercent: 62, toPercent: 92 },
  { depth: 2, fromPercent: 64, toPercent: 90 },
]

/** The shape of the waterfall that is on its way. */
export function TraceSkeleton() {
  return (
    <div className="trace-skeleton" role="status" aria-label="Loading trace">
      <span className="trace-skeleton__title" />
      {skeletonBars.map(({ depth, fromPercent, toPercent }) => (
        <div key={fromPercent} className="trace-skeleton__row">
          <span style={{ marginLeft: 12 * depth, width: 190 - 14 * depth }} />
          <span style={{ marginLeft: `${fromPercent}%`, width: `${toPercent - fromPercent}%` }} />
        </div>
      ))}
    </div>
  )
}
