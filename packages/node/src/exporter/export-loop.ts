import { ASLEEP, DRAIN, REFUSED, SENT, type SharedRing, SIGNAL } from '../recorder/ring-layout.ts'
import { RingReader } from '../recorder/ring-reader.ts'
import type { Batch, EncodedScope } from './batch.ts'
import { encodeBatch } from './batch.ts'
import type { OtlpClient, SendOutcome } from './otlp-client.ts'
import { backoffMs } from './retry.ts'

export interface ExportLoopOptions {
  readonly ring: SharedRing
  readonly client: OtlpClient
  readonly resource: Uint8Array
  readonly scheduleDelayMs: number
  /** The scopes announced so far. */
  readonly scopes: () => readonly EncodedScope[]
  /** Told of each request what became of it. */
  readonly onOutcome: (outcome: SendOutcome) => void
}

/** Moves what is due from the ring to the receiver, until the process exits. */
export class ExportLoop {
  readonly #options: ExportLoopOptions
  readonly #control: Int32Array
  readonly #reader: RingReader
  #isHurried = false

  constructor(options: ExportLoopOptions) {
    this.#options = options
    this.#control = options.ring.control
    this.#reader = new RingReader(options.ring)
  }

  async run(onRoundDone: () => void): Promise<void> {
    do {
      await this.#sleepUntilThereIsWork()
      const seenSignals = this.#signalCount()
      const isAwaited = this.#isHurried || this.#isDraining
      if (!isAwaited) await this.#waitForSignal(seenSignals, this.#options.scheduleDelayMs)
      await this.#exportPending()
      onRoundDone()
    } while (!this.#isDraining)
  }

  /** Skips the delay of the next round: somebody waits. */
  hurry(): void {
    this.#isHurried = true
    Atomics.add(this.#control, SIGNAL, 1)
    Atomics.notify(this.#control, SIGNAL)
  }

  get #isDraining(): boolean {
    return Atomics.load(this.#control, DRAIN) === 1
  }

  #signalCount(): number {
    return Atomics.load(this.#control, SIGNAL)
  }

  /** An idle app is not woken at all: the writer signals with its first record after `ASLEEP` is set. */
  async #sleepUntilThereIsWork(): Promise<void> {
    for (;;) {
      const seenSignals = this.#signalCount()
      Atomics.store(this.#control, ASLEEP, 1)
      if (this.#reader.hasMore() || this.#isHurried || this.#isDraining) break
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

  async #exportPending(): Promise<void> {
    this.#isHurried = false
    while (this.#reader.hasMore()) {
      const records = this.#reader.read()
      if (records.length === 0) continue
      await this.#deliver(encodeBatch(this.#options.resource, this.#options.scopes(), records))
    }
  }

  /** Until it is taken or refused. Meanwhile the ring holds what comes after, and laps what it cannot hold. */
  async #deliver({ body, spanCount }: Batch): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#options.client.send(body)
      this.#options.onOutcome(outcome)
      if (outcome.kind === 'sent') return this.#countSent(spanCount, outcome.rejectedSpanCount)
      if (outcome.kind === 'refused' || this.#isPointless(outcome)) return this.#count(0, spanCount)
      await this.#waitBeforeRetry(attempt, outcome)
    }
  }

  /** At exit nobody comes back to a receiver that is not there; one that asks for time gets what exit allows. */
  #isPointless(outcome: SendOutcome): boolean {
    return outcome.kind === 'unreachable' && this.#isDraining
  }

  /** Signals only mean more spans here, except the one that says the process exits. */
  async #waitBeforeRetry(attempt: number, outcome: SendOutcome): Promise<void> {
    const asked = outcome.kind === 'unavailable' ? outcome.retryAfterMs : undefined
    const waitUntilMs = performance.now() + (asked ?? backoffMs(attempt, Math.random()))
    for (;;) {
      const seenSignals = this.#signalCount()
      const remainingMs = waitUntilMs - performance.now()
      if (remainingMs <= 0 || this.#isPointless(outcome)) return
      await this.#waitForSignal(seenSignals, remainingMs)
    }
  }

  /** The receiver's number is any 64 bits; ours is what was in the request. */
  #countSent(spanCount: number, rejectedSpanCount: number): void {
    const refusedCount = Math.min(Math.max(rejectedSpanCount, 0), spanCount)
    this.#count(spanCount - refusedCount, refusedCount)
  }

  #count(sentCount: number, refusedCount: number): void {
    Atomics.add(this.#control, SENT, sentCount)
    Atomics.add(this.#control, REFUSED, refusedCount)
  }
}
