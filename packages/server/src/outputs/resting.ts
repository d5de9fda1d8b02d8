import { failedOutputRestMs } from '../limits.ts'
import { NoRoom, type Payload, TooLarge } from '../pipeline/payload.ts'
import type { OpenOutput } from './open-output.ts'

/**
 * Has an output rest that has failed, as on a full disk: it says so to whoever asks for room, but for one request a second that
 * finds out whether it works again. The other outputs would take each request, and take it again when it is sent again.
 */
export function resting(output: OpenOutput, nowMs = () => performance.now()): OpenOutput {
  let failure: { readonly error: unknown; restsUntilMs: number } | undefined

  function requireRoom(payload: Payload): void {
    output.requireRoom(payload)
    if (failure === undefined) return
    if (nowMs() < failure.restsUntilMs) throw failure.error
    failure.restsUntilMs = nowMs() + failedOutputRestMs
  }

  async function take(payload: Payload): Promise<void> {
    try {
      await output.take(payload)
      failure = undefined
    } catch (error) {
      const isFailure = !(error instanceof NoRoom || error instanceof TooLarge)
      if (isFailure) failure = { error, restsUntilMs: nowMs() + failedOutputRestMs }
      throw error
    }
  }

  return { ...output, requireRoom, take }
}
