import { drainStepMs } from '../limits.ts'
import { EXITING, FLUSH_ASKED, FLUSH_DONE, STARTED, signal } from './ring-layout.ts'

/** Asks the exporter to send what is recorded so far. The number is what `FLUSH_DONE` will have reached by then. */
function ask(control: Int32Array): number {
  const asked = Atomics.add(control, FLUSH_ASKED, 1) + 1
  signal(control)
  return asked
}

/** Resolves when what is recorded so far is delivered or refused, or cannot be for now; or when the time is over. */
export async function flush(control: Int32Array, timeoutMs: number): Promise<void> {
  const asked = ask(control)
  // Somebody awaits this, perhaps as the last thing the app does, and waiting for memory does not keep a process alive,
  // not even for the end of its time.
  const alive = setInterval(() => {}, timeoutMs)
  const deadlineMs = performance.now() + timeoutMs
  for (;;) {
    const done = Atomics.load(control, FLUSH_DONE)
    const remainingMs = deadlineMs - performance.now()
    if (((asked - done) | 0) <= 0 || remainingMs <= 0) break
    const waiting = Atomics.waitAsync(control, FLUSH_DONE, done, remainingMs)
    if (waiting.async) await waiting.value
  }
  clearInterval(alive)
}

/** For a ring that is drained after another: the exporter does not wait for that. */
export function announceEnd(control: Int32Array, how: number): void {
  Atomics.store(control, EXITING, how)
  ask(control)
}

/**
 * The same for a process that ends: without the event loop, and the last to wait for.
 *
 * @param how `EXITS` or `FAILS`
 * @param meanwhile is called every `drainStepMs`, for what the event loop would else do. True says that there is more to
 *   send than when this began
 */
export function drain(control: Int32Array, how: number, deadlineMs: number, meanwhile: () => boolean): void {
  Atomics.store(control, EXITING, how)
  let asked = ask(control)
  for (;;) {
    const done = Atomics.load(control, FLUSH_DONE)
    // Only after what is done was read: the exporter may have said something before it was.
    if (meanwhile()) asked = ask(control)
    const remainingMs = deadlineMs - performance.now()
    if (((asked - done) | 0) <= 0 || remainingMs <= 0) return
    Atomics.wait(control, FLUSH_DONE, done, Math.min(remainingMs, drainStepMs))
  }
}

/** Waits for the exporter's thread to be up, without the event loop. */
export function awaitStart(control: Int32Array, timeoutMs: number): void {
  Atomics.wait(control, STARTED, 0, timeoutMs)
}

export function tellStarted(control: Int32Array): void {
  Atomics.store(control, STARTED, 1)
  Atomics.notify(control, STARTED)
}
