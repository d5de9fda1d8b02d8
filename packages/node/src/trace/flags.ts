/** W3C trace flag: the head decision was yes. */
export const SAMPLED = 1

/** W3C trace flag, level 2: the last 56 bits of the trace's id are random, so that samplers may go by them. */
export const RANDOM = 2

/** `SpanFlags` of OTLP: that it is known whether the other end is in another process, and that it is. */
const HAS_IS_REMOTE = 0x100
const IS_REMOTE = 0x200

/** `flags` of an OTLP `Span`, where `isRemote` speaks of its parent, or of a `Link`. */
export const otlpFlags = (traceFlags: number, isRemote: boolean): number =>
  (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote ? IS_REMOTE : 0)
