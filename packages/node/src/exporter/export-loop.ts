import { tellStarted } from '../recorder/flush.ts'
import type { RecordList } from '../recorder/record-list.ts'
import {
  ASLEEP,
  EXITING,
  FLUSH_ASKED,
  FLUSH_DONE,
  REFUSED,
  SENT,
  type SharedRing,
  SIGNAL,
  signal,
} from '../recorder/ring-layout.ts'
import { RingReader } from '../recorder/ring-reader.ts'
import type { Batch, BatchEncoder } from './batch.ts'
import type { OtlpClient, SendOutcome } from './otlp-client.ts'
import { isRetryable } from './outcome.ts'
import { backoffMs } from './retry.ts'

export interface ExportLoopOptions {
  readonly ring: SharedRing
  readonly client: OtlpClient
  readonly encoder: BatchEncoder
  readonly scheduleDelayMs: number
  /** Told of each request what became of it. */
  readonly onOutcome: (outcome: SendOutcome) => void
}

/** Moves what is due from one ring to the receiver, for as long as its thread lives. */
export class ExportLoop {
  readonly #options: ExportLoopOptions
  readonly #control: Int32Array
  readonly #reader: RingReader
  /** What is not in the ring. */
  readonly #alsoDue: Batch[] = []
  #isFinished = false
  #isGivenUp = false
  #isHeldUp = false

  constructor(options: ExportLoopOptions) {
    this.#options = options
    this.#control = options.ring.control
    this.#reader = new RingReader(options.ring)
  }

  /** @param beforeFlushed what else belongs to a flush that is asked for */
  async run(beforeFlushed: () => Promise<void>): Promise<void> {
    tellStarted(this.#control)
    do {
      await this.#sleepUntilThereIsWork()
      const seenSignals = this.#load(SIGNAL)
      if (!this.#isAwaited) await this.#waitForSignal(seenSignals, this.#options.scheduleDelayMs)
      const flushAsked = this.#load(FLUSH_ASKED)
      await this.#exportPending()
      if (this.#load(FLUSH_DONE) !== flushAsked) {
        await beforeFlushed()
        this.#answerFlushes(flushAsked)
      }
    } while (!this.#isFinished || this.#hasMore)
    this.#answerFlushes(this.#load(FLUSH_ASKED))
  }

  /** Whether the receiver keeps it waiting. */
  get isHeldUp(): boolean {
    return this.#isHeldUp
  }

  /** Sends spans that are not in the ring, ahead of it. They are not counted: that is done when they end. */
  sendAlso(batch: Batch): void {
    this.#alsoDue.push(batch)
    signal(this.#control)
  }

  /** Nothing more will be written: ends once the rest is delivered or refused. */
  finish(): void {
    this.#isFinished = true
    signal(this.#control)
  }

  /** Sends nothing more: what is left counts as refused. */
  giveUp(): void {
    this.#isGivenUp = true
    this.finish()
  }

  get #hasMore(): boolean {
    return this.#alsoDue.length > 0 || this.#reader.hasMore()
  }

  /** Somebody waits, or nobody comes after: no delay. */
  get #isAwaited(): boolean {
    return this.#isAsked || this.#load(EXITING) !== 0
  }

  get #isAsked(): boolean {
    return this.#isFinished || this.#load(FLUSH_ASKED) !== this.#load(FLUSH_DONE)
  }

  #load(word: number): number {
    return Atomics.load(this.#control, word)
  }

  /**
   * An idle app is not woken at all: the writer signals with its first record after `ASLEEP` is set. A process that exits is
   * no work by itself: what else this thread has to send needs its event loop.
   */
  async #sleepUntilThereIsWork(): Promise<void> {
    for (;;) {
      const seenSignals = this.#load(SIGNAL)
      Atomics.store(this.#control, ASLEEP, 1)
      if (this.#hasMore || this.#isAsked) break
      await this.#waitForSignal(seenSignals)
    }
    Atomics.store(this.#control, ASLEEP, 0)
  }

  /**
   * Waits for a signal after `seenSignals`, or for the time to pass. Whoever looks whether to wait at all reads the
   * signals first: what happens in between is then not missed.
   */
  async #waitForSignal(seenSignals: number, timeoutMs?: number): Promise<void> {
    const waiting = Atomics.waitAsync(this.#control, SIGNAL, seenSignals, timeoutMs)
    if (waiting.async) await waiting.value
  }

  #answerFlushes(asked: number): void {
    Atomics.store(this.#control, FLUSH_DONE, asked)
    Atomics.notify(this.#control, FLUSH_DONE)
  }

  /**
   * Stops short of what came meanwhile, unless that is worth a request: else a busy app has as many requests made as there
   * is time for, of a few spans each.
   */
  async #exportPending(): Promise<void> {
    do {
      const also = this.#alsoDue.shift()
      if (also === undefined) await this.#exportRecords(this.#reader.read())
      else await this.#deliver(also)
    } while (this.#hasMore && (this.#isAwaited || this.#alsoDue.length > 0 || this.#reader.isLargePending()))
  }

  async #exportRecords(records: RecordList): Promise<void> {
    const spanCount = records.count
    if (spanCount > 0) {
      const takenCount = await this.#deliver(this.#options.encoder.encode(records))
      Atomics.add(this.#control, SENT, takenCount)
      Atomics.add(this.#control, REFUSED, spanCount - takenCount)
    }
    this.#reader.markDone()
  }

  /**
   * Until it is taken or refused; gives back how many of its spans were taken. Meanwhile the ring holds what comes after,
   * and laps what it cannot hold.
   */
  async #deliver({ body, spanCount }: Batch): Promise<number> {
    for (let attempt = 1; !this.#isGivenUp; attempt++) {
      const outcome = await this.#options.client.send(body)
      this.#options.onOutcome(outcome)
      this.#isHeldUp = isRetryable(outcome)
      if (outcome.kind === 'sent') return takenOf(spanCount, outcome.rejectedSpanCount)
      if (outcome.kind === 'refused' || this.#isPointless(outcome)) return 0
      // Whoever awaits a flush is not held by a receiver that is away: its spans stay in memory, as without a flush.
      if (outcome.kind === 'unreachable') this.#answerFlushes(this.#load(FLUSH_ASKED))
      this.#reader.countLapped()
      await this.#waitBeforeRetry(attempt, outcome)
    }
    return 0
  }

  /** At exit nobody comes back to a receiver that is not there; one that asks for time gets what exit allows. */
  #isPointless(outcome: SendOutcome): boolean {
    return outcome.kind === 'unreachable' && this.#load(EXITING) !== 0
  }

  /** Signals only mean more spans here, except for those that say somebody waits. */
  async #waitBeforeRetry(attempt: number, outcome: SendOutcome): Promise<void> {
    const asked = outcome.kind === 'unavailable' ? outcome.retryAfterMs : undefined
    const waitUntilMs = performance.now() + (asked ?? backoffMs(attempt, Math.random()))
    for (;;) {
      const seenSignals = this.#load(SIGNAL)
      const remainingMs = waitUntilMs - performance.now()
      if (remainingMs <= 0 || this.#isWorthATry(outcome)) return
      await this.#waitForSignal(seenSignals, remainingMs)
    }
  }

  /** A receiver that was away may be back, and whoever awaits a flush, or the process's end, has no time for a pause. */
  #isWorthATry(outcome: SendOutcome): boolean {
    return this.#isGivenUp || (outcome.kind === 'unreachable' && this.#isAwaited)
  }
}

/** The receiver's number is any 64 bits; ours is what was in the request. */
const takenOf = (spanCount: number, rejectedSpanCount: number): number =>
  spanCount - Math.min(Math.max(rejectedSpanCount, 0), spanCount)
