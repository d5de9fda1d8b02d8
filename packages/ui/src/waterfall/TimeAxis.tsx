import { formatAxisTime, type TimeAxisTicks } from './axis.ts'
import { nanoToPx, type TimeWindow } from './viewport.ts'

interface TimeAxisProps {
  readonly window: TimeWindow
  readonly widthPx: number
  readonly ticks: TimeAxisTicks
  readonly hoverNano: number | undefined
}

export function TimeAxis({ window, widthPx, ticks, hoverNano }: TimeAxisProps) {
  const { stepNano, ticksNano, labelPx } = ticks
  const toPx = (nano: number) => nanoToPx(window, widthPx, nano)
  return (
    <div className="time-axis" aria-hidden style={{ width: widthPx }}>
      {ticksNano
        // A label nearer than this to the right edge would be cut.
        .filter(nano => toPx(nano) < widthPx - labelPx)
        .map(nano => (
          <span key={nano} className="time-axis__tick" style={{ left: toPx(nano) }}>
            {formatAxisTime(nano, stepNano)}
          </span>
        ))}
      {hoverNano !== undefined && (
        <span
          className="time-axis__hover"
          style={{ left: Math.min(Math.max(toPx(hoverNano), labelPx / 2), widthPx - labelPx / 2) }}
        >
          {/* The pointer is placed more finely than the ticks. */}
          {formatAxisTime(hoverNano, stepNano / 10)}
        </span>
      )}
    </div>
  )
}
