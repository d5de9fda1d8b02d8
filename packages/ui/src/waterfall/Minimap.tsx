import { type PointerEvent, useLayoutEffect, useRef, useState } from 'react'
import type { TraceModel } from '../model/trace-model.ts'
import { prepareCanvas } from '../parts/canvas.ts'
import { usePalette } from '../parts/use-palette.ts'
import { useSize } from '../parts/use-size.ts'
import { paintMinimap } from './paint-minimap.ts'
import { clampWindow, nanoToPx, pxToNano, type TimeWindow } from './viewport.ts'
import './minimap.css'

interface MinimapProps {
  readonly model: TraceModel
  readonly window: TimeWindow
  readonly full: TimeWindow
  readonly onWindow: (window: TimeWindow) => void
}

/** The whole trace in 32 px. Dragging across it chooses a stretch of time; dragging the chosen one moves it. */
export function Minimap({ model, window, full, onWindow }: MinimapProps) {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const size = useSize(frame)
  const palette = usePalette()
  const [drag, setDrag] = useState<{ readonly fromNano: number; readonly moves: TimeWindow | undefined }>()
  // Painted once per trace, size and theme: the window is an element above it.
  useLayoutEffect(() => {
    const context = canvas.current && prepareCanvas(canvas.current, size)
    if (context) paintMinimap(context, model, size, palette)
  }, [model, size, palette])

  const zoomed = window.startNano > full.startNano || window.endNano < full.endNano
  const leftPx = nanoToPx(full, size.widthPx, window.startNano)
  const rightPx = nanoToPx(full, size.widthPx, window.endNano)
  const nanoAt = (event: PointerEvent) =>
    pxToNano(full, size.widthPx, event.clientX - event.currentTarget.getBoundingClientRect().left)
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    const fromNano = nanoAt(event)
    const inside = zoomed && fromNano >= window.startNano && fromNano <= window.endNano
    setDrag({ fromNano, moves: inside ? window : undefined })
  }
  const onPointerMove = (event: PointerEvent) => {
    if (!drag) return
    const toNano = nanoAt(event)
    const { fromNano, moves } = drag
    if (moves) {
      const shiftNano = toNano - fromNano
      onWindow(clampWindow({ startNano: moves.startNano + shiftNano, endNano: moves.endNano + shiftNano }, full))
    } else if (Math.abs(toNano - fromNano) > (full.endNano - full.startNano) / 200) {
      onWindow({ startNano: Math.min(fromNano, toNano), endNano: Math.max(fromNano, toNano) })
    }
  }
  return (
    <div
      ref={frame}
      className="minimap"
      aria-hidden
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => setDrag(undefined)}
      onPointerCancel={() => setDrag(undefined)}
      onDoubleClick={() => onWindow(full)}
    >
      <canvas ref={canvas} className="minimap__canvas" />
      {zoomed && (
        <>
          <span className="minimap__shade" style={{ left: 0, width: leftPx }} />
          <span className="minimap__shade" style={{ left: rightPx, right: 0 }} />
          <span className="minimap__window" style={{ left: leftPx, width: Math.max(rightPx - leftPx, 2) }} />
        </>
      )}
    </div>
  )
}
