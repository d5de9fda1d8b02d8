import type { KeyboardEvent, PointerEvent } from 'react'
import type { NumberRange } from './use-stored-number.ts'
import './Resizer.css'

interface ResizerProps {
  readonly label: string
  readonly widthPx: number
  readonly range: NumberRange
  /** 1 where dragging right widens, −1 where it narrows. */
  readonly direction: 1 | -1
  readonly onResize: (widthPx: number) => void
}

const keyStepPx = 16

export function Resizer({ label, widthPx, range, direction, onResize }: ResizerProps) {
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const handle = event.currentTarget
    const fromPx = event.clientX
    handle.setPointerCapture(event.pointerId)
    const move = (moved: globalThis.PointerEvent) => onResize(widthPx + direction * (moved.clientX - fromPx))
    handle.addEventListener('pointermove', move)
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true })
  }
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'ArrowLeft') onResize(widthPx - direction * keyStepPx)
    if (key === 'ArrowRight') onResize(widthPx + direction * keyStepPx)
  }
  return (
    <div
      className="resizer"
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={widthPx}
      aria-valuemin={range.least}
      aria-valuemax={range.most}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  )
}
