import { minimapSpans } from '../limits.ts'
import { hasFlag, SpanFlag, type TraceModel } from '../model/trace-model.ts'
import type { SizePx } from '../parts/use-size.ts'
import type { Palette } from '../theme/palette.ts'
import { cssColor, serviceColor } from '../theme/service-color.ts'
import { fullWindow, nanoToPx } from './viewport.ts'

const marginPx = 4

/** Every how many rows one is drawn. */
export const minimapStride = (spanCount: number): number => Math.max(1, Math.ceil(spanCount / minimapSpans))

/** Every span a line, rows squeezed into the height; failures end in red, painted last so that nothing hides one. */
export function paintMinimap(
  context: CanvasRenderingContext2D,
  model: TraceModel,
  { widthPx, heightPx }: SizePx,
  palette: Palette,
): void {
  const window = fullWindow(model.durationNano)
  const colors = model.services.map(service => cssColor(serviceColor(service)))
  const spacePx = heightPx - 2 * marginPx
  const linePx = Math.min(3, Math.max(1, spacePx / Math.max(model.spanCount, 1) - 0.5))
  const topPx = (row: number) => marginPx + (row / model.spanCount) * spacePx
  const rightPx = (row: number) => Math.max(nanoToPx(window, widthPx, model.endNano[row] ?? 0), 2)

  for (let row = 0; row < model.spanCount; row += minimapStride(model.spanCount)) {
    const leftPx = nanoToPx(window, widthPx, model.startNano[row] ?? 0)
    context.fillStyle = colors[model.service[row] ?? 0] ?? palette.text
    context.fillRect(Math.min(leftPx, widthPx - 1), topPx(row), Math.max(rightPx(row) - leftPx, 1), linePx)
  }
  // Hundreds of full-size marks would paint everything red.
  const capPx = Math.min(4, Math.max(1, 400 / model.errorCount))
  context.fillStyle = palette.error
  let failed = 0
  for (let row = 0; row < model.spanCount && failed < minimapSpans; row++) {
    if (!hasFlag(model, row, SpanFlag.error)) continue
    context.fillRect(rightPx(row) - capPx, topPx(row), capPx, Math.max(linePx, 2))
    failed++
  }
}
