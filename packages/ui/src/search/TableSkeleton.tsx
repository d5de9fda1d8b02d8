/** The shape of the list that is on its way. */
export function TableSkeleton() {
  return (
    <div className="table-skeleton" role="status" aria-label="Loading traces">
      {Array.from({ length: 12 }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the shapes have no other identity and never move.
        <div key={i} className="table-skeleton__row">
          <span style={{ width: 84 }} />
          <span style={{ width: 96 }} />
          <span style={{ width: 160 + ((i * 53) % 140) }} />
          <span style={{ width: 60 + ((i * 37) % 90), marginLeft: 'auto' }} />
        </div>
      ))}
    </div>
  )
}
