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

/** The shape of the waterfall that is on its way. */
export function TraceSkeleton() {
  return (
    <div className="trace-skeleton" role="status" aria-label="Loading trace">
      <span className="trace-skeleton__title" />
      {Array.from({ length: 10 }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the shapes have no other identity and never move.
        <div key={i} className="trace-skeleton__row">
          <span style={{ marginLeft: 12 * (i % 5), width: 120 + ((i * 41) % 80) }} />
          <span style={{ marginLeft: `${i * 4}%`, width: `${60 - i * 5}%` }} />
        </div>
      ))}
    </div>
  )
}
