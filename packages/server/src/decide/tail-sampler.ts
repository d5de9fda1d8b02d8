import assert from 'node:assert/strict'
import { ok, type Result, readSpanBatch, type SpanBatch } from '@throughline/otlp'
import { type TailSamplerLimits, tailSamplerLimits } from '../limits.ts'
import { NoRoom, type Output, type Payload } from '../pipeline/payload.ts'
import { createFreeSpace } from './free-space.ts'
import type { SettledNote } from './log/entries.ts'
import { openPendingLog, type PendingLog } from './log/pending-log.ts'
import type { Place } from './log/segment.ts'
import type { Policy } from './policies/policy.ts'
import { rememberDecisions } from './remembered-decisions.ts'
import { createSettler } from './settler.ts'
import { createDecisionCounts, type TailSamplerStats } from './stats.ts'
import { createWaitingTraces, type WaitingTrace } from './waiting-traces.ts'

/** Holds traces back until they are complete, and hands over those that a policy keeps. */
export interface TailSampler extends Output {
  stats(): TailSamplerStats
  /** Stops deciding. What waits stays on disk for the next start. */
  close(): Promise<void>
}

export interface TailSamplerOptions {
  readonly policies: readonly Policy[]
  readonly waitMs: number
  /** 0: a root span changes nothing. */
  readonly waitAfterRootMs: number
  /** Its own; made where it is missing. */
  readonly folder: string
  readonly output: Output
  /** What has to be free on the disk for `output` to take anything. */
  readonly outputFreeBytes: number
  readonly limits?: Partial<TailSamplerLimits>
  /** Gets one sentence when handing over begins to fail and one when it works again. */
  readonly tell: (sentence: string) => void
  /** A monotonic clock. */
  readonly nowMs?: () => number
}

/** An error is one sentence: the folder cannot be used. */
export async function openTailSampler(options: TailSamplerOptions): Promise<Result<TailSampler>> {
  const { policies, waitMs, waitAfterRootMs, folder, output, tell, nowMs = () => performance.now() } = options
  const limits = { ...tailSamplerLimits, ...options.limits }
  const counts = createDecisionCounts(policies.map(({ name }) => name))
  const remembered = rememberDecisions(limits)
  const traces = createWaitingTraces({
    waitMs,
    waitAfterRootMs,
    traceBytes: limits.traceBytes,
    spanTests: policies.flatMap(({ spanTests }) => spanTests),
    earlierDecision: remembered.find,
  })

  function addToTraces(batch: SpanBatch, spans: readonly number[], place: Place, into: PendingLog): void {
    counts.takenSpans += spans.length
    const partCount = traces.add(batch, spans, place, nowMs())
    for (let part = 0; part < partCount; part++) into.hold(place)
    into.release(place)
  }

  /** What the last run settled: by trace, the number of the first entry whose spans it did not. */
  const settledUpTo = new Map<string, number>()

  function replayNote({ endNumber, traces }: SettledNote): void {
    for (const { traceId, isKept } of traces) {
      remembered.add(traceId, isKept)
      settledUpTo.set(traceId, endNumber)
    }
  }

  /** What the last run left waits anew: no clock goes on while the process is gone. */
  function replaySpans(bytes: Uint8Array, place: Place, from: PendingLog): void {
    const batch = readSpanBatch(bytes)
    assert(batch.ok, 'an entry whose checksum is right is a request that was read before')
    const isPending = (span: number) => place.number >= (settledUpTo.get(batch.value.traceIdHex(span)) ?? 0)
    addToTraces(batch.value, spansOf(batch.value).filter(isPending), place, from)
  }

  // A file has to end before it can go, so that a small buffer needs small ones.
  const segmentBytes = Math.min(limits.segmentBytes, limits.bufferBytes / 8)
  const opened = await openPendingLog({ folder, segmentBytes, tell, onNote: replayNote, onSpans: replaySpans })
  settledUpTo.clear()
  if (!opened.ok) return opened
  const log = opened.value
  const settler = createSettler({ policies, remembered, log, output, limits, counts, tell, nowMs })
  const disk = createFreeSpace(folder)
  await disk.look()
  const freeBytesMin = options.outputFreeBytes + limits.freeBytes
  let settling: Promise<void> | undefined
  let isClosing = false

  const hasNoRoomFor = (bytes: number): boolean =>
    log.bytes() + bytes > limits.bufferBytes || traces.size + settler.pending.traces >= limits.traces

  const hasTooManyTraces = (): boolean => traces.size > limits.traces * limits.crowdedShare
  const hasTooManyBytes = (): boolean => log.bytes() > limits.bufferBytes * limits.crowdedShare

  function takeEarly(): readonly WaitingTrace[] {
    const isInTheWay = ({ parts: [first] }: WaitingTrace) =>
      hasTooManyTraces() || (hasTooManyBytes() && first !== undefined && log.isOldest(first))
    const early = traces.takeOldestWhile(isInTheWay)
    counts.earlyTraces += early.length
    return early
  }

  async function settleAll(): Promise<void> {
    while (!isClosing) {
      const due = [...traces.takeDue(nowMs()), ...takeEarly()]
      if (due.length === 0) return
      await settler.settle(due)
    }
  }

  function wake(): void {
    settling ??= settleAll().finally(() => {
      settling = undefined
    })
  }

  function requireRoom({ bytes }: Payload): void {
    const isDiskFull = disk.bytes < freeBytesMin
    if (!isDiskFull && !hasNoRoomFor(bytes.length)) return
    counts.refusedPayloads++
    if (isDiskFull) throw new Error(`the disk is almost full: less than ${freeBytesMin} bytes are free`)
    wake()
    throw new NoRoom('Too many spans wait for a decision')
  }

  const timer = setInterval(() => {
    void disk.look()
    wake()
  }, limits.tickMs)

  return ok({
    requireRoom,
    async take(payload) {
      const { signal, bytes, spans } = payload
      assert.equal(signal, 'traces')
      const batch = spans === undefined ? readSpanBatch(bytes) : ok(spans)
      if (!batch.ok) throw new Error(batch.error)
      if (batch.value.spanCount === 0) return
      requireRoom(payload)
      addToTraces(batch.value, spansOf(batch.value), await log.append({ kind: 'spans', bytes }), log)
      if (hasTooManyTraces() || hasTooManyBytes()) wake()
    },
    stats: () => ({
      ...counts,
      tracesByPolicy: { ...counts.tracesByPolicy },
      pendingSpans: traces.spanCount() + settler.pending.spans,
      pendingTraces: traces.size + settler.pending.traces,
      bufferedBytes: log.bytes(),
    }),
    async close() {
      clearInterval(timer)
      isClosing = true
      settler.stop()
      await settling
      await log.close()
    },
  })
}

const spansOf = ({ spanCount }: SpanBatch): readonly number[] => Array.from({ length: spanCount }, (_, span) => span)
