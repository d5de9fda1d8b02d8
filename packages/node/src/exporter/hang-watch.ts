import { hangAfterMs, hangCheckMs } from '../limits.ts'

export interface HangWatchOptions {
  /** Whether there is anything to tell, should the app hang. */
  readonly isAnythingOpen: () => boolean
  /** Asks the app's event loop for a sign of life. */
  readonly askForPing: () => void
  readonly onHang: () => void
}

/**
 * Notices that the app's event loop does not turn. It is only asked while a span is open for longer than a check takes:
 * an idle app, and one whose requests are quick, is left alone.
 */
export class HangWatch {
  readonly #options: HangWatchOptions
  #mayBePaused: boolean
  #askedAtMs: number | undefined
  #checkedAtMs: number

  constructor(options: HangWatchOptions, mayBePaused: boolean, nowMs: number) {
    this.#options = options
    this.#mayBePaused = mayBePaused
    this.#checkedAtMs = nowMs
  }

  /** The event loop turns; and whether it may be a debugger that stops it, should it do so. */
  pinged(mayBePaused: boolean): void {
    this.#mayBePaused = mayBePaused
    this.#askedAtMs = undefined
  }

  /** Called every `hangCheckMs`. */
  check(nowMs: number): void {
    // Called late: the whole process was stopped, and the answer may only not have been read yet.
    const wasStopped = nowMs - this.#checkedAtMs > 3 * hangCheckMs
    this.#checkedAtMs = nowMs
    if (this.#askedAtMs === undefined) this.#askIfWorthIt(nowMs)
    else if (wasStopped) this.#askedAtMs = nowMs
    else if (nowMs - this.#askedAtMs >= hangAfterMs && !this.#mayBePaused) this.#options.onHang()
  }

  #askIfWorthIt(nowMs: number): void {
    if (!this.#options.isAnythingOpen()) return
    this.#askedAtMs = nowMs
    this.#options.askForPing()
  }
}
