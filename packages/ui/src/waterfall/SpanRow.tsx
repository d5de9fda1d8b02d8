import { ChevronRight, CircleAlert } from 'lucide-react'
import { memo } from 'react'
import { formatCount, formatDuration, formatExactNano } from '../format/duration.ts'
import { addressOf } from '../model/attributes.ts'
import { durationOf, hasFlag, nameOf, SpanFlag, serviceOf, type TraceModel } from '../model/trace-model.ts'
import { cssColor, serviceColor } from '../theme/service-color.ts'

interface SpanRowProps {
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

export const SpanRow = memo(function SpanRow(props: SpanRowProps) {
  const { model, row, indent, isCollapsed } = props
  const name = nameOf(model, row)
  const service = serviceOf(model, row)
  const parent = model.parent[row] ?? -1
  const isServiceNews = parent === -1 || model.service[parent] !== model.service[row]
  const durationNano = durationOf(model, row)
  const span = model.spans[row]
  const address = span && addressOf(span)
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
      aria-label={`${name}, ${service}, ${failed ? 'error, ' : ''}${formatDuration(durationNano)}`}
      data-dimmed={props.isDimmed || undefined}
      style={{ translate: `0 ${props.topPx}px`, paddingLeft: indent + 8 }}
      onPointerEnter={() => props.onHover(row)}
    >
      <span className="span-row__guides" style={{ width: indent }} />
      <span role="gridcell" className="span-row__cell">
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
        <span className="span-row__edge" style={{ background: cssColor(serviceColor(service)) }} />
        {failed && <CircleAlert size={13} className="span-row__error" aria-hidden />}
        <button
          type="button"
          className="span-row__name"
          tabIndex={-1}
          title={`${name}\n${service}\n${formatExactNano(durationNano)}`}
          onClick={() => props.onSelect(row)}
        >
          {name}
        </button>
        {isServiceNews && <span className="span-row__aside">{service}</span>}
        {address && <span className="span-row__aside">{address}</span>}
      </span>
      {isCollapsed && (
        <span className={hidesErrors ? 'span-row__below span-row__below--error' : 'span-row__below'}>
          {formatCount(below)}
        </span>
      )}
    </div>
  )
})
