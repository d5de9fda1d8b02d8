import { HEAD, LAP } from '../recorder/ring-layout.ts'

/** How fast rings are written. */
export class RingPace {
  readonly #ringBytes: number
  /** By control words, how much had been written when somebody looked last. */
  readonly #written = new Map<Int32Array, number>()
  #lookedAtMs: number

  constructor(ringBytes: number, nowMs: number) {
    this.#ringBytes = ringBytes
    this.#lookedAtMs = nowMs
  }

  watch(control: Int32Array): void {
    this.#written.set(control, this.#bytesWritten(control))
  }

  unwatch(control: Int32Array): void {
    this.#written.delete(control)
  }

  /**
   * Seconds until what is written now is overwritten, should the fastest ring go on at its pace since the last look;
   * undefined where nothing was written.
   */
  holdSeconds(nowMs: number): number | undefined {
    const elapsedSeconds = (nowMs - this.#lookedAtMs) / 1e3
    this.#lookedAtMs = nowMs
    let mostBytes = 0
    for (const [control, before] of this.#written) {
      const now = this.#bytesWritten(control)
      mostBytes = Math.max(mostBytes, now - before)
      this.#written.set(control, now)
    }
    return mostBytes === 0 ? undefined : (this.#ringBytes * elapsedSeconds) / mostBytes
  }

  /** The head's lap may be a moment ahead of its position: to be a lap off once is no harm to a rate. */
  #bytesWritten(control: Int32Array): number {
    const position = Atomics.load(control, HEAD) & (this.#ringBytes - 1)
    return Atomics.load(control, LAP) * this.#ringBytes + position
  }
}
