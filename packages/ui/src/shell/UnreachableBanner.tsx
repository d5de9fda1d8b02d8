import { Unplug } from 'lucide-react'
import { formatClock } from '../format/time.ts'

/** The server is gone but what it said last is still worth reading. */
export function UnreachableBanner({ asOfMs }: { readonly asOfMs: number }) {
  return (
    <div className="banner" role="alert">
      <Unplug size={14} aria-hidden />
      <span>
        The server at {location.host} does not answer. Asking again every second; what you see is from{' '}
        {formatClock(BigInt(asOfMs) * 1_000_000n)}.
      </span>
    </div>
  )
}
