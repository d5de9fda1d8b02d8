import { writeSync } from 'node:fs'

/**
 * One line on stderr. Straight to the descriptor: a thread's `console` needs the app's event loop, which may be blocked
 * or gone, and a stream whose reader has left would raise an error event in the app.
 */
export function say(sentence: string): void {
  try {
    writeSync(2, `throughline: ${sentence}\n`)
  } catch {
    // Nobody listens; there is no other place to say it.
  }
}
