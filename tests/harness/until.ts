import { setTimeout as pause } from 'node:timers/promises'

const pollMs = 100
const patienceMs = 60_000

/** Asks again and again until there is an answer: what another process has stored, it announces to nobody. */
export const until = async <T>(what: string, ask: () => Promise<T | undefined>): Promise<T> => {
  const deadlineMs = performance.now() + patienceMs
  while (performance.now() < deadlineMs) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await pause(pollMs)
  }
  throw new Error(`${what}: not within ${patienceMs} ms`)
}
