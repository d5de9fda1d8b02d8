import type { TraceSummary } from '@throughline/api'

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

/** Durations to draw lines at: decades, and 2 and 5 between them where there are fewer than three. */
export function durationTicks({ leastDecade, mostDecade }: ScatterScale): readonly number[] {
  const first = Math.floor(leastDecade)
  const decades = Array.from({ length: Math.ceil(mostDecade) - first + 1 }, (_, i) => 10 ** (first + i))
  const within = (nano: number) => toDecade(nano) >= leastDecade && toDecade(nano) <= mostDecade
  const whole = decades.filter(within)
  return whole.length >= 3 ? whole : decades.flatMap(nano => [nano, 2 * nano, 5 * nano]).filter(within)
}

const [second, minute, hour] = [1_000, 60_000, 3_600_000]

const niceSteps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map(n => n * second),
  ...[1, 2, 5, 10, 15, 30].map(n => n * minute),
  ...[1, 2, 3, 6, 12, 24, 48, 168].map(n => n * hour),
]

/** Round clock times at least `gapPx` apart. */
export function clockTicks({ fromMs, toMs }: ScatterScale, widthPx: number, gapPx: number): readonly number[] {
  const leastMs = ((toMs - fromMs) / widthPx) * gapPx
  const stepMs = niceSteps.find(step => step >= leastMs)
  if (stepMs === undefined || toMs === fromMs) return []
  const first = Math.ceil(fromMs / stepMs)
  return Array.from({ length: Math.floor(toMs / stepMs) - first + 1 }, (_, i) => (first + i) * stepMs)
}
