import { minWindowNano } from '../limits.ts'

/** The stretch of the trace that the bars' width shows, in ns after the start of the trace. */
export interface TimeWindow {
  readonly startNano: number
  readonly endNano: number
}

/** The whole trace; one that has no length still gets a width to be drawn in. */
export const fullWindow = (durationNano: number): TimeWindow => ({
  startNano: 0,
  endNano: Math.max(durationNano, minWindowNano),
})

export const nanoToPx = (window: TimeWindow, widthPx: number, nano: number): number =>
  ((nano - window.startNano) / (window.endNano - window.startNano)) * widthPx

export const pxToNano = (window: TimeWindow, widthPx: number, px: number): number =>
  window.startNano + (px / widthPx) * (window.endNano - window.startNano)

/** Moves and shrinks a window until it lies within `full` and is at least `minWindowNano` long. */
export function clampWindow(window: TimeWindow, full: TimeWindow): TimeWindow {
  const fullNano = full.endNano - full.startNano
  const lengthNano = Math.min(Math.max(window.endNano - window.startNano, minWindowNano), fullNano)
  const startNano = Math.min(Math.max(window.startNano, full.startNano), full.endNano - lengthNano)
  return { startNano, endNano: startNano + lengthNano }
}

/** Shows `1/factor` of the time; `atNano` keeps its place on screen. */
export function zoomAt(window: TimeWindow, full: TimeWindow, atNano: number, factor: number): TimeWindow {
  const before = (atNano - window.startNano) / (window.endNano - window.startNano)
  const fullNano = full.endNano - full.startNano
  const lengthNano = Math.min(Math.max((window.endNano - window.startNano) / factor, minWindowNano), fullNano)
  const startNano = atNano - before * lengthNano
  return clampWindow({ startNano, endNano: startNano + lengthNano }, full)
}

/** Moves the window by a share of its own length. */
export function panBy(window: TimeWindow, full: TimeWindow, share: number): TimeWindow {
  const deltaNano = share * (window.endNano - window.startNano)
  return clampWindow({ startNano: window.startNano + deltaNano, endNano: window.endNano + deltaNano }, full)
}

/** The window around a span, with a margin so that its ends are seen. */
export function fitSpan(startNano: number, endNano: number, full: TimeWindow): TimeWindow {
  const marginNano = Math.max((endNano - startNano) * 0.1, minWindowNano / 2)
  return clampWindow({ startNano: startNano - marginNano, endNano: endNano + marginNano }, full)
}
