import type { TraceModel } from '../model/trace-model.ts'
import { nanoToPx, type TimeWindow } from './viewport.ts'

export const rowPx = 22
export const barPx = 14
/** The shortest bar drawn: one that is thinner vanishes. */
const leastBarPx = 2

/** What part of the trace is on screen: rows `firstRow … endRow − 1` of the visible ones, and a stretch of time. */
export interface Viewport {
  readonly window: TimeWindow
  readonly widthPx: number
  readonly firstPosition: number
  readonly endPosition: number
}

/** One bar. x is in px from the left edge of the bars, cut to just outside of it. */
export interface SpanRect {
  readonly row: number
  /** Index among the visible rows; its top is `position × rowPx` below the top of the first. */
  readonly position: number
  readonly leftPx: number
  readonly rightPx: number
  /** Pairs of left and right: where no child was running. */
  readonly selfPx: readonly number[]
}

/** Where a cut bar ends: outside of the screen, so that neither its corner nor its end mark shows. */
const outsidePx = 8

export function layoutRows(model: TraceModel, visible: Int32Array, viewport: Viewport): readonly SpanRect[] {
  const rects: SpanRect[] = []
  for (let position = viewport.firstPosition; position < viewport.endPosition; position++) {
    const row = visible[position]
    if (row !== undefined) rects.push(layoutRow(model, row, position, viewport))
  }
  return rects
}

function layoutRow(model: TraceModel, row: number, position: number, { window, widthPx }: Viewport): SpanRect {
  const toPx = (nano: number) => clamp(nanoToPx(window, widthPx, nano), -outsidePx, widthPx + outsidePx)
  const leftPx = toPx(model.startNano[row] ?? 0)
  const rightPx = Math.max(toPx(model.endNano[row] ?? 0), Math.min(leftPx + leastBarPx, widthPx + outsidePx))
  return { row, position, leftPx, rightPx, selfPx: selfStretches(model, row, leftPx, rightPx, toPx) }
}

/** The gaps between the children, in px. Children come by start time, so one sweep finds them. */
function selfStretches(
  model: TraceModel,
  row: number,
  leftPx: number,
  rightPx: number,
  toPx: (nano: number) => number,
): readonly number[] {
  const stretches: number[] = []
  const end = row + (model.subtreeSize[row] ?? 1)
  let coveredPx = leftPx
  for (let child = row + 1; child < end && coveredPx < rightPx; child += model.subtreeSize[child] ?? 1) {
    const childLeftPx = Math.min(toPx(model.startNano[child] ?? 0), rightPx)
    if (childLeftPx > coveredPx) stretches.push(coveredPx, childLeftPx)
    coveredPx = Math.max(coveredPx, toPx(model.endNano[child] ?? 0))
  }
  if (coveredPx < rightPx) stretches.push(coveredPx, rightPx)
  return stretches
}

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most)
