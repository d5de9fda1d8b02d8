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

/**
 * Asked for here, and not carried along with the settings: what is wrong with those is said by this too. The exporter's
 * thread has the variables of its start.
 */
const isSilent = (): boolean => process.env.OTEL_LOG_LEVEL?.trim().toLowerCase() === 'none'
