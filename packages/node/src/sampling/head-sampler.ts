import { RANDOM, SAMPLED } from '../trace/flags.ts'
import type { TraceParent } from '../trace/trace-parent.ts'
import { randomnessOf, withoutWrongThreshold, withThreshold } from './threshold.ts'

/**
 * The standard samplers as data: each keeps the traces whose random bits are at or above a threshold, so that services
 * with different ratios agree (specification: "Probability Sampling").
 */
export interface HeadSampler {
  /** Whether a parent's decision is followed where there is one. */
  readonly isParentBased: boolean
  /** Of the upper 52 of the 56 random bits, because a number is exact to 53; 0 keeps all, 2⁵² none. */
  readonly threshold: number
  /** The threshold as it travels in `tracestate`; empty where no ratio was asked for. */
  readonly thresholdText: string
}

const ALL = 2 ** 52
const HEX_DIGITS = 13
/** The specification's precision: four digits after those that only say how small the ratio is. */
const PRECISION_DIGITS = 4

export const alwaysOn: HeadSampler = { isParentBased: false, threshold: 0, thresholdText: '' }
export const alwaysOff: HeadSampler = { isParentBased: false, threshold: ALL, thresholdText: '' }

export const parentBased = (root: HeadSampler): HeadSampler => ({ ...root, isParentBased: true })

/** Keeps about `ratio` (0 to 1) of the traces, and tells whoever counts them that each stands for `1 / ratio`. */
export function traceIdRatio(ratio: number): HeadSampler {
  if (ratio <= 0) return alwaysOff
  const digits = Math.min(HEX_DIGITS, PRECISION_DIGITS + Math.floor(-Math.log2(ratio) / 4))
  const step = 16 ** (HEX_DIGITS - digits)
  // The least ratio there is still keeps something: 2⁻⁵².
  const threshold = Math.min(Math.round(((1 - ratio) * ALL) / step) * step, ALL - 1)
  const text = threshold.toString(16).padStart(HEX_DIGITS, '0').replace(/0+$/, '')
  return { isParentBased: false, threshold, thresholdText: text === '' ? '0' : text }
}

/** What a span that is about to start is given; `decide` fills in the last two. */
export interface Undecided {
  readonly traceId2: number
  readonly traceId3: number
  traceFlags: number
  traceState: string
}

/**
 * Writes the decision into `ids`, for a root or below a remote parent. Every span is recorded all the same; this says
 * which leave the process at once, and what the next service is told.
 *
 * Hot path: bench/request-overhead.
 */
export function decide(sampler: HeadSampler, ids: Undecided, parent: TraceParent | undefined): void {
  if (parent !== undefined && sampler.isParentBased) {
    ids.traceFlags = parent.traceFlags
    const { traceState } = parent
    ids.traceState = traceState && withoutWrongThreshold(traceState, (parent.traceFlags & SAMPLED) !== 0, ids)
    return
  }
  const traceState = parent === undefined ? '' : parent.traceState
  // Said where others have to go by it: with a threshold. Receivers exist that know of no flag but the first.
  const flagsOfRoot = sampler.thresholdText === '' ? 0 : RANDOM
  const otherFlags = parent === undefined ? flagsOfRoot : parent.traceFlags & ~SAMPLED
  const isSampled = sampler.threshold === 0 || isAbove(sampler.threshold, ids, traceState)
  ids.traceFlags = isSampled ? otherFlags | SAMPLED : otherFlags
  const isUnchanged = traceState === '' && (sampler.thresholdText === '' || !isSampled)
  ids.traceState = isUnchanged ? '' : withThreshold(traceState, isSampled ? sampler.thresholdText : '')
}

function isAbove(threshold: number, { traceId2, traceId3 }: Undecided, traceState: string): boolean {
  const explicit = traceState === '' ? undefined : randomnessOf(traceState)
  return (explicit ?? (traceId2 & 0xffffff) * 2 ** 28 + (traceId3 >>> 4)) >= threshold
}
