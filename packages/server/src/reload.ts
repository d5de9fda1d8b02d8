import { isDeepStrictEqual } from 'node:util'
import type { Config } from './config/schema.ts'
import type { Outputs } from './outputs/outputs.ts'

/** What is opened once: ports, the data folder, the memory limit. Certificates and tokens in files are read anew by themselves. */
const fixed = ['receivers', 'ui', 'limits'] as const

/** Has the outputs follow their settings, and says what only a restart changes. */
export async function changeSettings(
  next: Config,
  previous: Config,
  outputs: Outputs,
  tell: (sentence: string) => void,
): Promise<void> {
  const changed = await outputs.change({ forward: next.forward, sampling: next.store.sampling })
  if (!changed.ok) tell(changed.error)
  const { sampling: _next, ...nextStore } = next.store
  const { sampling: _previous, ...previousStore } = previous.store
  const waiting = [
    ...fixed.filter(section => !isDeepStrictEqual(next[section], previous[section])),
    ...(isDeepStrictEqual(nextStore, previousStore) ? [] : ['store']),
  ]
  if (waiting.length > 0) tell(`Restart the server for what has changed in ${waiting.join(', ')}.`)
}
