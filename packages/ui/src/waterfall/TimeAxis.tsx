import { durationUnits, formatDuration } from '../format/duration.ts'
import { nanoToPx, type TimeWindow } from './viewport.ts'

interface TimeAxisProps {
  readonly window: TimeWindow
  readonly widthPx: number
  readonly ticksNano: readonly number[]
  readonly hoverNano: number | undefined
}

/** A label nearer than this to the right edge would be cut. */
const labelPx = 56

export function TimeAxis({ window, widthPx, ticksNano, hoverNano }: TimeAxisProps) {
  const toPx = (nano: number) => nanoToPx(window, widthPx, nano)
  const stepNano = (ticksNano[1] ?? 0) - (ticksNano[0] ?? 0)
  return (
    <div className="time-axis" aria-hidden style={{ width: widthPx }}>
      {ticksNano
        .filter(nano => toPx(nano) < widthPx - labelPx)
        .map(nano => (
          <span key={nano} className="time-axis__tick" style={{ left: toPx(nano) }}>
            {tickText(nano, stepNano)}
          </span>
        ))}
      {hoverNano !== undefined && (
        <span
          className="time-axis__hover"
          style={{ left: Math.min(Math.max(toPx(hoverNano), labelPx / 2), widthPx - labelPx / 2) }}
        >
          {formatDuration(hoverNano)}
        </span>
      )}
    </div>
  )
}

/** Zoomed in, ticks differ in digits that three would hide: they get as many as the step has. */
function tickText(nano: number, stepNano: number): string {
  const unit = durationUnits.find(({ nano: size }) => nano >= size)
  if (!unit || nano >= 60e9) return formatDuration(nano)
  const decimals = Math.max(0, Math.ceil(Math.log10(unit.nano / stepNano) - 1e-9))
  return `${(nano / unit.nano).toFixed(Math.min(decimals, 9))}\u00a0${unit.name}`
}
