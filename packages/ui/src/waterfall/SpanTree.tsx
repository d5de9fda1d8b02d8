import type { TraceModel } from '../model/trace-model.ts'
import { rowPx } from './layout.ts'
import { SpanRow } from './SpanRow.tsx'
import type { RowsInView } from './use-rows-in-view.ts'

interface SpanTreeProps {
  readonly model: TraceModel
  readonly rows: RowsInView
  readonly widthPx: number
  readonly collapsed: ReadonlySet<number>
  readonly matches: ReadonlySet<number>
  readonly selectedRow: number | undefined
  readonly onSelect: (row: number) => void
  readonly onToggle: (row: number) => void
  readonly onHover: (row: number | undefined) => void
}

const indentPx = 12
/** The indent stops here, so that a deep trace still leaves room for names. */
const leastNamePx = 150

/** The left half: the rows in view as a tree grid, which is what keyboards and screen readers meet. */
export function SpanTree({ model, rows, widthPx, collapsed, matches, selectedRow, ...handlers }: SpanTreeProps) {
  const { visible, firstPosition, endPosition, scrolledPx } = rows
  const mostIndentPx = Math.max(widthPx - leastNamePx, 0)
  return (
    <div
      className="span-tree"
      role="treegrid"
      tabIndex={0}
      aria-label="Spans"
      aria-rowcount={visible.length}
      aria-activedescendant={selectedRow === undefined ? undefined : `span-${selectedRow}`}
      onPointerLeave={() => handlers.onHover(undefined)}
    >
      {[...visible.subarray(firstPosition, endPosition)].map((row, i) => (
        <SpanRow
          key={row}
          model={model}
          row={row}
          position={firstPosition + i}
          topPx={(firstPosition + i) * rowPx - scrolledPx}
          indent={Math.min((model.depth[row] ?? 0) * indentPx, mostIndentPx)}
          isCollapsed={collapsed.has(row)}
          isDimmed={matches.size > 0 && !matches.has(row)}
          isSelected={row === selectedRow}
          {...handlers}
        />
      ))}
    </div>
  )
}
