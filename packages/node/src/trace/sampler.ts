/**
 * Decides which spans leave the process at once; every span is recorded all the same.
 *
 * @param parentFlags trace flags of the parent, undefined for a root
 * @param traceId2 third word of the trace id
 * @param traceId3 fourth word of the trace id
 */
export type Sampler = (parentFlags: number | undefined, traceId2: number, traceId3: number) => boolean

export const alwaysOn: Sampler = () => true
export const alwaysOff: Sampler = () => false

/** Follows the parent; `root` decides where there is none. */
export const parentBased =
  (root: Sampler): Sampler =>
  (parentFlags, traceId2, traceId3) =>
    parentFlags === undefined ? root(parentFlags, traceId2, traceId3) : (parentFlags & 1) === 1

/**
 * Keeps traces whose last 56 random bits are at or above a threshold, so that services with different ratios agree
 * (specification: "Probability Sampling", consistent with W3C trace context level 2).
 */
export function traceIdRatio(ratio: number): Sampler {
  // The lowest four of the 56 bits are left out, because a number is exact to 53.
  const threshold = (1 - ratio) * 2 ** 52
  return (_parentFlags, traceId2, traceId3) => (traceId2 & 0xffffff) * 2 ** 28 + (traceId3 >>> 4) >= threshold
}
