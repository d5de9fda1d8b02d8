import type { TraceSummary } from '@throughline/api'
import { roundStepNano } from '../format/round-step.ts'

/** The ranges that a chart of durations over time spans: time linear, duration logarithmic. */
export interface ScatterScale {
  readonly fromMs: number
  readonly toMs: number
  /** log₁₀ of nanoseconds. */
  readonly leastDecade: number
  readonly mostDecade: number
}

/** Room above and below the points; it also gives durations that are all alike a range to stand in. */
const marginDecades = 0.2

export interface PlotPx {
  readonly leftPx: number
  readonly topPx: number
  readonly widthPx: number
  readonly heightPx: number
}

export interface ScatterPoint {
  readonly xPx: number
  readonly yPx: number
}

const startMs = (trace: TraceSummary) => Number(BigInt(trace.startUnixNano) / 1_000n) / 1_000

/** Durations are spread over decades: next to one trace of ten seconds, a linear axis would make all others a line. */
export function scatterScale(traces: readonly TraceSummary[]): ScatterScale {
  const starts = traces.map(startMs)
  const decades = traces.map(trace => toDecade(Number(trace.durationNano)))
  return {
    fromMs: Math.min(...starts),
    toMs: Math.max(...starts),
    leastDecade: Math.min(...decades) - marginDecades,
    mostDecade: Math.max(...decades) + marginDecades,
  }
}

/** A duration of nothing stands with one of a nanosecond: it has no logarithm. */
export const toDecade = (nano: number): number => Math.log10(Math.max(nano, 1))

export const timeToPx = ({ fromMs, toMs }: ScatterScale, plot: PlotPx, ms: number): number =>
  plot.leftPx + (toMs === fromMs ? 0.5 : (ms - fromMs) / (toMs - fromMs)) * plot.widthPx

export const pxToTime = ({ fromMs, toMs }: ScatterScale, plot: PlotPx, px: number): number =>
  fromMs + ((px - plot.leftPx) / plot.widthPx) * (toMs - fromMs)

export const decadeToPx = ({ leastDecade, mostDecade }: ScatterScale, plot: PlotPx, decade: number): number =>
  plot.topPx + (1 - (decade - leastDecade) / (mostDecade - leastDecade)) * plot.heightPx

export function scatterPoint(trace: TraceSummary, scale: ScatterScale, plot: PlotPx): ScatterPoint {
  const xPx = timeToPx(scale, plot, startMs(trace))
  return { xPx, yPx: decadeToPx(scale, plot, toDecade(Number(trace.durationNano))) }
}

/** Index of the nearest point no farther than `reachPx`. */
export function nearestPoint(
  points: readonly ScatterPoint[],
  xPx: number,
  yPx: number,
  reachPx: number,
): number | undefined {
  let nearest: number | undefined
  let leastPx = reachPx
  points.forEach((point, index) => {
    const distancePx = Math.hypot(point.xPx - xPx, point.yPx - yPx)
    if (distancePx > leastPx) return
    nearest = index
    leastPx = distancePx
  })
  return nearest
}

/** Round durations, a decade apart below ten seconds and as clocks count above. */
const ladder = [
  ...Array.from({ length: 11 }, (_, decade) => 10 ** decade),
  ...[1, 10].map(count => count * 60e9),
  ...Array.from({ length: 7 }, (_, decade) => 3_600e9 * 10 ** decade),
]
/** Lines nearer than this have labels that meet. */
const leastGapPx = 18

/** Durations to draw lines at: those of the ladder, and 2 and 5 times each where there are fewer than three. */
export function durationTicks(scale: ScatterScale, plot: PlotPx): readonly number[] {
  const within = (nano: number) => toDecade(nano) >= scale.leastDecade && toDecade(nano) <= scale.mostDecade
  const whole = ladder.filter(within)
  const all = whole.length >= 3 ? whole : ladder.flatMap(nano => [nano, 2 * nano, 5 * nano]).filter(within)
  const yPx = (nano: number) => decadeToPx(scale, plot, toDecade(nano))
  const apart: number[] = []
  for (const nano of all) if (apart.length === 0 || yPx(apart.at(-1) ?? 0) - yPx(nano) >= leastGapPx) apart.push(nano)
  return apart
}

/** Round times of the reader's clock at least `gapPx` apart. */
export function clockTicks({ fromMs, toMs }: ScatterScale, widthPx: number, gapPx: number): readonly number[] {
  if (toMs === fromMs) return []
  const stepMs = Math.max(1, roundStepNano(((toMs - fromMs) / widthPx) * gapPx * 1e6) / 1e6)
  // Hours and days are round where the reader is, not in Greenwich.
  const zoneMs = new Date(fromMs).getTimezoneOffset() * 60_000
  const first = Math.ceil((fromMs - zoneMs) / stepMs)
  const last = Math.floor((toMs - zoneMs) / stepMs)
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * stepMs + zoneMs)
}
