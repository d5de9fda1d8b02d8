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

/** The exporter's thread reads no settings: it is started with this variable as they say. */
let isSaidNothing = process.env.OTEL_LOG_LEVEL?.trim().toLowerCase() === 'none'

export const isSilent = (): boolean => isSaidNothing

/** Whoever has read the settings says so before anything else is said. */
export function setSilent(isNow: boolean): void {
  isSaidNothing = isNow
}
