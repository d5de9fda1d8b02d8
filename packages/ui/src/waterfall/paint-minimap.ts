import { minimapSpans } from '../limits.ts'
import { hasFlag, SpanFlag, type TraceModel } from '../model/trace-model.ts'
import type { SizePx } from '../parts/use-size.ts'
import type { Palette } from '../theme/palette.ts'
import { cssColor, serviceColor } from '../theme/service-color.ts'
import { fullWindow, nanoToPx } from './viewport.ts'

const marginPx = 3

/** Every span a line, rows squeezed into the height; failures last, so that no other span hides one. */
export function paintMinimap(
  context: CanvasRenderingContext2D,
  model: TraceModel,
  size: SizePx,
  palette: Palette,
): void {
  const stride = Math.max(1, Math.ceil(model.spanCount / minimapSpans))
  const colors = model.services.map(service => cssColor(serviceColor(service)))
  const linePx = Math.min(3, Math.max(1, (size.heightPx - 2 * marginPx) / Math.max(model.spanCount, 1) - 0.5))
  const draw = (row: number, color: string, leastPx: number) => {
    const window = fullWindow(model.durationNano)
    const leftPx = nanoToPx(window, size.widthPx, model.startNano[row] ?? 0)
    const rightPx = nanoToPx(window, size.widthPx, model.endNano[row] ?? 0)
    const topPx = marginPx + (row / model.spanCount) * (size.heightPx - 2 * marginPx)
    context.fillStyle = color
    context.fillRect(Math.min(leftPx, size.widthPx - leastPx), topPx, Math.max(rightPx - leftPx, leastPx), linePx)
  }
  for (let row = 0; row < model.spanCount; row += stride) draw(row, colors[model.service[row] ?? 0] ?? '', 1)
  let drawn = 0
  for (let row = 0; row < model.spanCount && drawn < minimapSpans; row++) {
    if (!hasFlag(model, row, SpanFlag.error)) continue
    draw(row, palette.error, 2)
    drawn++
  }
}
