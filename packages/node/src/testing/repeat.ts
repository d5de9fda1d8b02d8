/** An end is a race between threads: what is lost once in twenty times is lost daily. */
const repetitions = 20

/** More at once would only wait for each other. */
const atOnce = 4

/** Runs `once` twenty times, a few at a time; rejects with the first failure. */
export async function repeat(once: (round: number) => Promise<void>, rounds = repetitions): Promise<void> {
  const remaining = Array.from({ length: rounds }, (_, round) => round)
  const runRest = async (): Promise<void> => {
    for (let round = remaining.shift(); round !== undefined; round = remaining.shift()) await once(round)
  }
  await Promise.all(Array.from({ length: atOnce }, runRest))
}
