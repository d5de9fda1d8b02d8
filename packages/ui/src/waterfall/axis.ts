import { durationUnits, formatDuration } from '../format/duration.ts'
import { roundStepNano } from '../format/round-step.ts'
import type { TimeWindow } from './viewport.ts'

export interface TimeAxisTicks {
  readonly stepNano: number
  readonly ticksNano: readonly number[]
  /** Room that a label needs. */
  readonly labelPx: number
}

const minuteNano = 60e9
/** Width of a character at 11 px, generously; and the space beside a label. */
const [characterPx, besidePx] = [6.5, 16]
/** Nearer ticks would be noise, however short their labels. */
const leastGapPx = 96

/** Round times whose labels do not meet: the farther in, the more digits they have. */
export function axisTicks(window: TimeWindow, widthPx: number): TimeAxisTicks {
  const stepFor = (gapPx: number) => roundStepNano(((window.endNano - window.startNano) / widthPx) * gapPx)
  const labelPx = formatAxisTime(window.endNano, stepFor(leastGapPx)).length * characterPx + besidePx
  const stepNano = stepFor(Math.max(leastGapPx, labelPx))
  const first = Math.ceil(window.startNano / stepNano)
  const last = Math.floor(window.endNano / stepNano)
  const ticksNano = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * stepNano)
  return { stepNano, ticksNano, labelPx }
}

/** A time with as many digits as tell it from one that is `stepNano` away, where three might not: `33 h 29 min 12.004 s`. */
export function formatAxisTime(nano: number, stepNano: number): string {
  const minutesNano = Math.floor(nano / minuteNano) * minuteNano
  if (minutesNano > 0 && stepNano >= minuteNano) return formatDuration(nano)
  const unit = durationUnits.find(({ nano: size }) => nano >= size)
  if (!unit) return formatDuration(0)
  const digits = Math.max(0, Math.ceil(Math.log10(unit.nano / stepNano) - 1e-9))
  const text = `${((nano - minutesNano) / unit.nano).toFixed(Math.min(digits, 9))}\u00a0${unit.name}`
  return minutesNano === 0 ? text : `${formatDuration(minutesNano)} ${text}`
}
