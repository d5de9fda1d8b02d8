import { setTimeout as pause } from 'node:timers/promises'
import { type Place, startChild } from './child.ts'

/** What has arrived since the last reset. */
export interface Received {
  readonly spanCount: number
  /** The spans of the first few requests, decoded in full, a line each. */
  readonly described: readonly string[]
  readonly metricRequestCount: number
  /** Requests that no tracing needs: something that ought to be switched off is on. */
  readonly uncalledFor: readonly string[]
}

export interface Receiver {
  readonly url: string
  reset(): Promise<unknown>
  received(): Promise<Received>
  stop(): Promise<void>
}

export const startReceiver = async (place: Place = 'load'): Promise<Receiver> => {
  const { url, ask, stop } = await startChild(
    place,
    ['--conditions=throughline-source', 'support/receiver.ts'],
    process.env,
  )
  return { url, reset: () => ask('reset'), received: () => ask('received'), stop }
}

/** Longer than any batch waits to be sent. */
const quietMs = 3_000
const pollMs = 50

/** Waits until `expected` spans have arrived, or no more come. Returns how many did. */
export const arrived = async (receiver: Receiver, expected: number): Promise<number> => {
  let lastCount = 0
  let changedMs = performance.now()
  for (;;) {
    const { spanCount } = await receiver.received()
    if (spanCount !== lastCount) changedMs = performance.now()
    if (spanCount >= expected || performance.now() - changedMs > quietMs) return spanCount
    lastCount = spanCount
    await pause(pollMs)
  }
}

/** Waits until nothing more comes, and counts from zero. */
export const settled = async (receiver: Receiver): Promise<void> => {
  await arrived(receiver, Number.POSITIVE_INFINITY)
  await receiver.reset()
}
