import type { SizePx } from './use-size.ts'

/** A context whose unit is the CSS px, sharp at any pixel ratio, cleared. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  { widthPx, heightPx }: SizePx,
): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio
  const [width, height] = [Math.round(widthPx * ratio), Math.round(heightPx * ratio)]
  // Setting the size clears and reallocates, so only when it changed.
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  const context = canvas.getContext('2d')
  context?.setTransform(ratio, 0, 0, ratio, 0, 0)
  context?.clearRect(0, 0, widthPx, heightPx)
  return context
}
