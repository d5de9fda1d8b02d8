import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { cores, startChild } from '../support/child.ts'

/** A span as far as this benchmark looks at it. */
export interface DecodedSpan {
  readonly name: string
  readonly kind: number
  /** `http.response.status_code`. */
  readonly statusCode: bigint
}

/** What has arrived since the last reset. */
export interface Received {
  readonly spanCount: number
  /** The spans of the first few requests, which are decoded in full. */
  readonly decoded: readonly DecodedSpan[]
}

export interface Receiver {
  readonly url: string
  reset(): Promise<unknown>
  received(): Promise<Received>
  stop(): Promise<void>
}

export const startReceiver = async (): Promise<Receiver> => {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const { url, ask, stop } = await startChild(cores.rest, ['--conditions=throughline-source', 'receiver.ts'], {
    env: process.env,
    folder,
  })
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
