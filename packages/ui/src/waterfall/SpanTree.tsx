import { ChevronRight, CircleAlert } from 'lucide-react'
import { memo } from 'react'
import { formatCount, formatDuration } from '../format/duration.ts'
import { durationOf, hasFlag, nameOf, SpanFlag, serviceOf, type TraceModel } from '../model/trace-model.ts'
import { cssColor, serviceColor } from '../theme/service-color.ts'
import { rowPx } from './layout.ts'

interface SpanTreeProps {
  readonly model: TraceModel
  readonly visible: Int32Array
  readonly firstPosition: number
  readonly endPosition: number
  readonly scrolledPx: number
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

export function SpanTree(props: SpanTreeProps) {
  const { model, visible, firstPosition, endPosition, selectedRow, matches } = props
  const rows = [...visible.subarray(firstPosition, endPosition)]
  return (
    <div
      className="span-tree"
      role="treegrid"
      tabIndex={0}
      aria-label="Spans"
      aria-rowcount={visible.length}
      aria-activedescendant={selectedRow === undefined ? undefined : `span-${selectedRow}`}
      onPointerLeave={() => props.onHover(undefined)}
    >
      {rows.map((row, i) => (
        <TreeRow
          key={row}
          model={model}
          row={row}
          position={firstPosition + i}
          topPx={(firstPosition + i) * rowPx - props.scrolledPx}
          indent={Math.min((model.depth[row] ?? 0) * indentPx, Math.max(props.widthPx - leastNamePx, 0))}
          isCollapsed={props.collapsed.has(row)}
          isDimmed={matches.size > 0 && !matches.has(row)}
          isSelected={row === selectedRow}
          onSelect={props.onSelect}
          onToggle={props.onToggle}
          onHover={props.onHover}
        />
      ))}
    </div>
  )
}

interface TreeRowProps {
  readonly model: TraceModel
  readonly row: number
  readonly position: number
  readonly topPx: number
  readonly indent: number
  readonly isCollapsed: boolean
  readonly isDimmed: boolean
  readonly isSelected: boolean
  readonly onSelect: (row: number) => void
  readonly onToggle: (row: number) => void
  readonly onHover: (row: number | undefined) => void
}

const TreeRow = memo(function TreeRow(props: TreeRowProps) {
  const { model, row, indent, isCollapsed } = props
  const name = nameOf(model, row)
  const service = serviceOf(model, row)
  const parent = model.parent[row] ?? -1
  const below = (model.subtreeSize[row] ?? 1) - 1
  const failed = hasFlag(model, row, SpanFlag.error)
  const hidesErrors = isCollapsed && (model.subtreeErrors[row] ?? 0) > (failed ? 1 : 0)
  return (
    <div
      id={`span-${row}`}
      role="row"
      className="span-row"
      aria-rowindex={props.position + 1}
      aria-level={(model.depth[row] ?? 0) + 1}
      aria-expanded={below > 0 ? !isCollapsed : undefined}
      aria-selected={props.isSelected}
      aria-label={`${name}, ${service}, ${failed ? 'error, ' : ''}${formatDuration(durationOf(model, row))}`}
      data-dimmed={props.isDimmed || undefined}
      style={{ translate: `0 ${props.topPx}px`, paddingLeft: indent + 8 }}
      onPointerEnter={() => props.onHover(row)}
    >
      <span className="span-row__guides" style={{ width: indent }} />
      {below > 0 ? (
        <button
          type="button"
          className="span-row__toggle"
          tabIndex={-1}
          aria-label={isCollapsed ? 'Open' : 'Close'}
          data-open={!isCollapsed || undefined}
          onClick={() => props.onToggle(row)}
        >
          <ChevronRight size={14} aria-hidden />
        </button>
      ) : (
        <span className="span-row__leaf" />
      )}
      <span role="gridcell" className="span-row__cell">
        <span className="span-row__edge" style={{ background: cssColor(serviceColor(service)) }} />
        {failed && <CircleAlert size={13} className="span-row__error" aria-hidden />}
        <button
          type="button"
          className="span-row__name"
          tabIndex={-1}
          title={`${name}\n${service}`}
          onClick={() => props.onSelect(row)}
        >
          {name}
        </button>
        {(parent === -1 || model.service[parent] !== model.service[row]) && (
          <span className="span-row__service">{service}</span>
        )}
      </span>
      {isCollapsed && (
        <span className={hidesErrors ? 'span-row__below span-row__below--error' : 'span-row__below'}>
          {formatCount(below)}
        </span>
      )}
    </div>
  )
})
