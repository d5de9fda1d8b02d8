import { formatDuration } from '../format/duration.ts'
import type { PathSegment } from '../model/critical-path.ts'
import { durationOf, hasFlag, SpanFlag, serviceOf, type TraceModel } from '../model/trace-model.ts'
import type { Palette } from '../theme/palette.ts'
import { cssColor, serviceColor } from '../theme/service-color.ts'
import { barPx, rowPx, type SpanRect } from './layout.ts'
import { nanoToPx, type TimeWindow } from './viewport.ts'

export interface BarsScene {
  readonly model: TraceModel
  readonly rects: readonly SpanRect[]
  readonly window: TimeWindow
  readonly widthPx: number
  readonly heightPx: number
  /** How far the rows are scrolled: the top of the first visible row lies this far above the canvas. */
  readonly scrolledPx: number
  readonly ticksNano: readonly number[]
  readonly matches: ReadonlySet<number>
  /** By row; empty while the path is hidden. */
  readonly path: ReadonlyMap<number, readonly PathSegment[]>
}

type Context = CanvasRenderingContext2D

const childrenAlpha = 0.36
const dimmedAlpha = 0.35
const labelGapPx = 6
/** Nearer events are one tick: hundreds would hide the bar. */
const eventGapPx = 12
/** Shorter stretches of the critical path would be dust. */
const leastPathPx = 3

/** Everything right of the tree, from back to front. Hot: runs on every scroll, zoom and hover; 50 rows take under 1 ms. */
export function paintBars(context: Context, scene: BarsScene, palette: Palette): void {
  context.font = `11px ${palette.font}`
  context.textBaseline = 'middle'
  paintGrid(context, scene, palette)
  const dimOthers = scene.matches.size > 0
  for (const rect of scene.rects) {
    const topPx = rect.position * rowPx - scene.scrolledPx
    context.globalAlpha = dimOthers && !scene.matches.has(rect.row) ? dimmedAlpha : 1
    paintBar(context, scene, rect, topPx + (rowPx - barPx) / 2, palette)
    paintPath(context, scene, rect.row, topPx + (rowPx + barPx) / 2 + 1, palette)
    paintEvents(context, scene, rect.row, topPx + 2, palette)
    paintLabel(context, scene, rect, topPx + rowPx / 2 + 0.5, palette)
  }
  context.globalAlpha = 1
}

function paintGrid(context: Context, { ticksNano, window, widthPx, heightPx }: BarsScene, palette: Palette) {
  context.fillStyle = palette.line
  for (const nano of ticksNano) context.fillRect(Math.round(nanoToPx(window, widthPx, nano)), 0, 1, heightPx)
}

function paintBar(context: Context, { model }: BarsScene, rect: SpanRect, topPx: number, palette: Palette) {
  const { row, leftPx, rightPx, selfPx } = rect
  const color = serviceColor(serviceOf(model, row))
  const widthPx = rightPx - leftPx
  context.save()
  context.beginPath()
  context.roundRect(leftPx, topPx, widthPx, barPx, Math.min(2, widthPx / 2))
  context.clip()
  // The ground first: grid lines must not show through the lighter parts.
  context.fillStyle = palette.bg
  context.fillRect(leftPx, topPx, widthPx, barPx)
  context.fillStyle = cssColor(color, childrenAlpha)
  context.fillRect(leftPx, topPx, widthPx, barPx)
  context.fillStyle = cssColor(color)
  for (let i = 0; i < selfPx.length; i += 2) {
    const fromPx = selfPx[i] ?? 0
    context.fillRect(fromPx, topPx, (selfPx[i + 1] ?? fromPx) - fromPx, barPx)
  }
  if (hasFlag(model, row, SpanFlag.unfinished)) paintOpenEnd(context, rightPx, topPx, palette)
  if (hasFlag(model, row, SpanFlag.error)) {
    context.fillStyle = palette.error
    context.fillRect(rightPx - Math.min(4, widthPx), topPx, 4, barPx)
  }
  context.restore()
}

/** Teeth at the right end: the span was still open when the trace was last seen. */
function paintOpenEnd(context: Context, rightPx: number, topPx: number, palette: Palette) {
  context.fillStyle = palette.bg
  context.beginPath()
  for (let toothPx = 0; toothPx < barPx; toothPx += 7) {
    context.moveTo(rightPx + 1, topPx + toothPx)
    context.lineTo(rightPx - 5, topPx + toothPx + 3.5)
    context.lineTo(rightPx + 1, topPx + toothPx + 7)
  }
  context.fill()
}

function paintPath(
  context: Context,
  { path, window, widthPx }: BarsScene,
  row: number,
  topPx: number,
  palette: Palette,
) {
  context.fillStyle = palette.text
  for (const { fromNano, toNano } of path.get(row) ?? []) {
    const fromPx = Math.max(nanoToPx(window, widthPx, fromNano), 0)
    const toPx = Math.min(nanoToPx(window, widthPx, toNano), widthPx)
    if (toPx - fromPx >= leastPathPx) context.fillRect(fromPx, topPx, toPx - fromPx, 1.5)
  }
}

/** Exceptions last, so that nothing hides one. */
function paintEvents(context: Context, scene: BarsScene, row: number, topPx: number, palette: Palette) {
  const { model, window, widthPx } = scene
  for (const failed of [false, true]) {
    let lastPx = Number.NEGATIVE_INFINITY
    for (const event of model.spans[row]?.events ?? []) {
      if ((event.name === 'exception') !== failed) continue
      const nano = Number(BigInt(event.timeUnixNano || 0) - model.startUnixNano)
      const px = Math.round(nanoToPx(window, widthPx, nano))
      if (px < 0 || px > widthPx || Math.abs(px - lastPx) < eventGapPx) continue
      lastPx = px
      context.fillStyle = palette.bg
      context.fillRect(px - 2, topPx, 4, rowPx - 4)
      context.fillStyle = failed ? palette.error : palette.text
      context.fillRect(px - 1, topPx, 2, rowPx - 4)
    }
  }
}

/** The duration: on a solid part of the bar where it fits, else right of it, else left, else over it; `‹` and `›` where the bar is out of sight. */
function paintLabel(context: Context, scene: BarsScene, rect: SpanRect, middlePx: number, palette: Palette) {
  const unfinished = hasFlag(scene.model, rect.row, SpanFlag.unfinished)
  const text = unfinished ? 'not ended' : formatDuration(durationOf(scene.model, rect.row))
  const pointed = rect.rightPx <= 0 ? `‹ ${text}` : rect.leftPx >= scene.widthPx ? `${text} ›` : text
  const placed = placeLabel(rect, context.measureText(pointed).width, scene.widthPx)
  context.fillStyle = placed.onSolid ? palette['on-bar'] : placed.over ? palette.text : palette['text-muted']
  context.fillText(pointed, placed.leftPx, middlePx)
}

function placeLabel({ leftPx, rightPx, selfPx }: SpanRect, textPx: number, widthPx: number) {
  const needPx = textPx + 2 * labelGapPx
  for (let i = 0; i < selfPx.length; i += 2) {
    const fromPx = Math.max(selfPx[i] ?? 0, 0)
    if (Math.min(selfPx[i + 1] ?? 0, widthPx) - fromPx >= needPx) {
      return { leftPx: fromPx + labelGapPx, onSolid: true, over: false }
    }
  }
  if (rightPx + needPx <= widthPx) return { leftPx: Math.max(rightPx, 0) + labelGapPx, onSolid: false, over: false }
  if (leftPx >= needPx) return { leftPx: Math.min(leftPx, widthPx) - labelGapPx - textPx, onSolid: false, over: false }
  return { leftPx: besideSolid(Math.max(leftPx, 0) + labelGapPx, textPx, selfPx), onSolid: false, over: true }
}

/** The first place from `fromPx` on where the text meets no solid part: there it would not read. */
function besideSolid(fromPx: number, textPx: number, selfPx: readonly number[]): number {
  let px = fromPx
  for (let i = 0; i < selfPx.length && (selfPx[i] ?? 0) < px + textPx; i += 2) {
    const solidEndPx = selfPx[i + 1] ?? 0
    if (solidEndPx > px - labelGapPx) px = solidEndPx + labelGapPx
  }
  return px
}
