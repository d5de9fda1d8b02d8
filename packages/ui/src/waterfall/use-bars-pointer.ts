import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { clampWindow, panBy, pxToNano, type TimeWindow, zoomAt } from './viewport.ts'

/** A drag shorter than this is a click. */
const dragPx = 4
/** One notch of a wheel is 100 px or more; a touchpad sends many small steps. */
const zoomPerWheelPx = 1.0025

interface BarsPointer {
  readonly bars: RefObject<HTMLElement | null>
  readonly window: TimeWindow
  readonly full: TimeWindow
  readonly onWindow: (window: TimeWindow) => void
  readonly onClick: (event: PointerEvent) => void
}

interface Drag {
  readonly fromPx: number
  readonly toPx: number
  readonly panning: boolean
  readonly window: TimeWindow
}

/** Mouse and touchpad over the bars: drag zooms, shift or middle drag moves, wheel with a modifier zooms or moves, double-click fits. */
export function useBarsPointer({ bars, window, full, onWindow, onClick }: BarsPointer) {
  const [drag, setDrag] = useState<Drag>()
  useWheel(bars, window, full, onWindow)
  const toPx = (event: PointerEvent) => event.clientX - event.currentTarget.getBoundingClientRect().left

  const onPointerDown = (event: PointerEvent) => {
    if (event.button > 1) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const px = toPx(event)
    setDrag({ fromPx: px, toPx: px, panning: event.shiftKey || event.button === 1, window })
  }
  const onPointerMove = (event: PointerEvent) => {
    if (!drag) return
    setDrag({ ...drag, toPx: toPx(event) })
    if (!drag.panning) return
    const nanoPerPx = (drag.window.endNano - drag.window.startNano) / event.currentTarget.clientWidth
    const shiftNano = (drag.fromPx - toPx(event)) * nanoPerPx
    const moved = { startNano: drag.window.startNano + shiftNano, endNano: drag.window.endNano + shiftNano }
    onWindow(clampWindow(moved, full))
  }
  const onPointerUp = (event: PointerEvent) => {
    if (!drag) return
    setDrag(undefined)
    const [leftPx, rightPx] = [Math.min(drag.fromPx, toPx(event)), Math.max(drag.fromPx, toPx(event))]
    if (rightPx - leftPx < dragPx) return onClick(event)
    if (drag.panning) return
    const widthPx = event.currentTarget.clientWidth
    onWindow({ startNano: pxToNano(window, widthPx, leftPx), endNano: pxToNano(window, widthPx, rightPx) })
  }
  const onPointerCancel = () => setDrag(undefined)
  const onDoubleClick = () => onWindow(full)
  const chosen = drag && !drag.panning && Math.abs(drag.toPx - drag.fromPx) >= dragPx ? drag : undefined
  return { chosen, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onDoubleClick } }
}

/** React listens to the wheel passively, and a passive listener cannot stop the browser from zooming the page. */
function useWheel(
  bars: RefObject<HTMLElement | null>,
  window: TimeWindow,
  full: TimeWindow,
  onWindow: (window: TimeWindow) => void,
) {
  const latest = useRef({ window, full, onWindow })
  useEffect(() => {
    latest.current = { window, full, onWindow }
  })
  useEffect(() => {
    const element = bars.current
    const onWheel = (event: WheelEvent) => {
      const next = element && wheelWindow(event, element, latest.current.window, latest.current.full)
      if (!next) return
      event.preventDefault()
      // Several wheel events may come before React renders: the next one must see this one's window.
      latest.current.window = next
      latest.current.onWindow(next)
    }
    element?.addEventListener('wheel', onWheel, { passive: false })
    return () => element?.removeEventListener('wheel', onWheel)
  }, [bars])
}

function wheelWindow(
  event: WheelEvent,
  element: HTMLElement,
  window: TimeWindow,
  full: TimeWindow,
): TimeWindow | undefined {
  const { left, width } = element.getBoundingClientRect()
  if (event.ctrlKey || event.metaKey || event.altKey) {
    const atNano = pxToNano(window, width, event.clientX - left)
    return zoomAt(window, full, atNano, zoomPerWheelPx ** -event.deltaY)
  }
  const sidewaysPx = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
  if (sidewaysPx === 0 || Math.abs(sidewaysPx) < Math.abs(event.deltaY) / 2) return undefined
  return panBy(window, full, sidewaysPx / width)
}
