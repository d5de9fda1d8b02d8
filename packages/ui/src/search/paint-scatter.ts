import { formatDuration } from '../format/duration.ts'
import { formatClock, formatClockSeconds, formatDay, isMidnight } from '../format/time.ts'
import type { Palette } from '../theme/palette.ts'
import {
  clockTicks,
  decadeToPx,
  durationTicks,
  type PlotPx,
  type ScatterPoint,
  type ScatterScale,
  timeToPx,
  toDecade,
} from './scatter.ts'

export interface ScatterScene {
  readonly points: readonly ScatterPoint[]
  readonly failed: readonly boolean[]
  readonly scale: ScatterScale
  readonly plot: PlotPx
  readonly hovered: number | undefined
}

type Context = CanvasRenderingContext2D

const radiusPx = 3
const tickGapPx = 140

/** Failures last, so that nothing hides one. */
export function paintScatter(context: Context, scene: ScatterScene, palette: Palette): void {
  context.font = `11px ${palette.font}`
  paintAxes(context, scene, palette)
  for (const failed of [false, true]) {
    context.fillStyle = failed ? palette.error : palette['text-muted']
    context.globalAlpha = failed ? 0.9 : 0.55
    scene.points.forEach((point, i) => {
      if (scene.failed[i] === failed) paintDot(context, point, radiusPx)
    })
  }
  context.globalAlpha = 1
  const hovered = scene.points[scene.hovered ?? -1]
  if (!hovered) return
  context.strokeStyle = palette.text
  context.lineWidth = 1.5
  context.beginPath()
  context.arc(hovered.xPx, hovered.yPx, radiusPx + 3, 0, 2 * Math.PI)
  context.stroke()
}

function paintDot(context: Context, { xPx, yPx }: ScatterPoint, radius: number) {
  context.beginPath()
  context.arc(xPx, yPx, radius, 0, 2 * Math.PI)
  context.fill()
}

function paintAxes(context: Context, { scale, plot }: ScatterScene, palette: Palette) {
  context.textBaseline = 'middle'
  context.textAlign = 'right'
  for (const nano of durationTicks(scale, plot)) {
    const yPx = Math.round(decadeToPx(scale, plot, toDecade(nano)))
    context.fillStyle = palette.line
    context.fillRect(plot.leftPx, yPx, plot.widthPx, 1)
    context.fillStyle = palette['text-muted']
    context.fillText(formatRound(nano), plot.leftPx - 8, yPx)
  }
  context.textAlign = 'center'
  const ticksMs = clockTicks(scale, plot.widthPx, tickGapPx)
  const withinSecond = ticksMs.some(ms => ms % 1_000 !== 0)
  const clock = (ms: number) => (withinSecond ? formatClock(BigInt(ms) * 1_000_000n) : formatClockSeconds(ms))
  for (const ms of ticksMs) {
    const text = isMidnight(ms) ? formatDay(ms) : clock(ms)
    context.fillText(text, timeToPx(scale, plot, ms), plot.topPx + plot.heightPx + 14)
  }
  context.textAlign = 'left'
}

/** `10 ms`, not `10.0 ms`: these are round numbers. */
const formatRound = (nano: number) => formatDuration(nano).replace(/\.0+(?=\D)/, '')
