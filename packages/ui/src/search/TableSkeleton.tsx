const nameWidthsPx = [212, 160, 248, 184, 271, 196, 233, 172, 259, 205]

/** The shape of the list that is on its way. */
export function TableSkeleton({ belowChart }: { readonly belowChart: boolean }) {
  return (
    <div
      className="table-skeleton"
      data-below-chart={belowChart || undefined}
      role="status"
      aria-label="Loading traces"
    >
      {nameWidthsPx.map(widthPx => (
        <div key={widthPx} className="table-skeleton__row">
          <span style={{ width: 84 }} />
          <span style={{ width: 96 }} />
          <span style={{ width: widthPx }} />
          <span style={{ width: widthPx / 2, marginLeft: 'auto' }} />
        </div>
      ))}
    </div>
  )
}
