import { formatCount } from '../format/duration.ts'

/** What the sender says it left out, which a reader must not take for absent. */
export function Dropped({ count }: { readonly count: number | undefined }) {
  return count ? <p className="detail__none">{formatCount(count)} more were dropped by the sender</p> : null
}
