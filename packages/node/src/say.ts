import { writeSync } from 'node:fs'

/**
 * One line on stderr. Straight to the descriptor: a thread's `console` needs the app's event loop, which may be blocked
 * or gone, and a stream whose reader has left would raise an error event in the app.
 */
export function say(sentence: string): void {
  if (isSilent()) return
  try {
    writeSync(2, `throughline: ${sentence}\n`)
  } catch {
    // Nobody listens; there is no other place to say it.
  }
}

/** Until the settings are read; the exporter's thread never does, and is started with this variable as they say. */
let isNothingSaid = process.env.OTEL_LOG_LEVEL?.trim().toLowerCase() === 'none'

export const isSilent = (): boolean => isNothingSaid

/** Whoever has read the settings says so before anything else is said. */
export function setSilent(isNow: boolean): void {
  isNothingSaid = isNow
}
