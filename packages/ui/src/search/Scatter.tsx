import type { TraceSummary } from '@throughline/api'
import { type PointerEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { formatDuration } from '../format/duration.ts'
import { prepareCanvas } from '../parts/canvas.ts'
import { usePalette } from '../parts/use-palette.ts'
import { useSize } from '../parts/use-size.ts'
import { paintScatter } from './paint-scatter.ts'
import { nearestPoint, pxToTime, scatterPoint, scatterScale } from './scatter.ts'
import './scatter.css'

interface ScatterProps {
  readonly traces: readonly TraceSummary[]
  readonly onOpen: (trace: TraceSummary) => void
  readonly onRange: (fromMs: number, toMs: number) => void
}

const reachPx = 14
const dragPx = 6
const margins = { left: 76, right: 24, top: 14, bottom: 26 }

/** Duration over time. The list below says the same in words, so assistive technology skips the picture. */
export function Scatter({ traces, onOpen, onRange }: ScatterProps) {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const size = useSize(frame)
  const palette = usePalette()
  const [hovered, setHovered] = useState<number>()
  const [drag, setDrag] = useState<{ readonly fromPx: number; readonly toPx: number }>()
  const { scale, plot, points, failed } = useMemo(() => {
    const scale = scatterScale(traces)
    const plot = {
      leftPx: margins.left,
      topPx: margins.top,
      widthPx: Math.max(size.widthPx - margins.left - margins.right, 1),
      heightPx: Math.max(size.heightPx - margins.top - margins.bottom, 1),
    }
    const points = traces.map(trace => scatterPoint(trace, scale, plot))
    return { scale, plot, points, failed: traces.map(trace => trace.errorCount > 0) }
  }, [traces, size])
  useLayoutEffect(() => {
    const context = canvas.current && prepareCanvas(canvas.current, size)
    if (context) paintScatter(context, { points, failed, scale, plot, hovered }, palette)
  }, [points, failed, scale, plot, hovered, size, palette])

  const placeOf = (event: PointerEvent) => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    return { xPx: event.clientX - left, yPx: event.clientY - top }
  }
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    const { xPx } = placeOf(event)
    setDrag({ fromPx: xPx, toPx: xPx })
  }
  const onPointerMove = (event: PointerEvent) => {
    const { xPx, yPx } = placeOf(event)
    if (drag) setDrag({ ...drag, toPx: xPx })
    setHovered(nearestPoint(points, xPx, yPx, reachPx))
  }
  const onPointerUp = () => {
    setDrag(undefined)
    if (!drag) return
    const [leftPx, rightPx] = [Math.min(drag.fromPx, drag.toPx), Math.max(drag.fromPx, drag.toPx)]
    const trace = traces[hovered ?? -1]
    if (rightPx - leftPx >= dragPx) onRange(pxToTime(scale, plot, leftPx), pxToTime(scale, plot, rightPx))
    else if (trace) onOpen(trace)
  }
  const trace = traces[hovered ?? -1]
  const point = points[hovered ?? -1]
  return (
    <div
      ref={frame}
      className="scatter"
      aria-hidden
      data-aimed={trace !== undefined || undefined}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDrag(undefined)}
      onPointerLeave={() => setHovered(undefined)}
    >
      <canvas ref={canvas} className="scatter__canvas" />
      {drag && Math.abs(drag.toPx - drag.fromPx) >= dragPx && (
        <span
          className="scatter__chosen"
          style={{ left: Math.min(drag.fromPx, drag.toPx), width: Math.abs(drag.toPx - drag.fromPx) }}
        />
      )}
      {trace && point && (
        <span
          className="scatter__tip"
          style={
            point.xPx > size.widthPx / 2
              ? { right: size.widthPx - point.xPx + 12, top: point.yPx - 12 }
              : { left: point.xPx + 12, top: point.yPx - 12 }
          }
        >
          <strong>{trace.rootName || 'root span not arrived'}</strong> {trace.rootService}{' '}
          {formatDuration(Number(trace.durationNano))}
        </span>
      )}
    </div>
  )
}
