import { isDeepStrictEqual } from 'node:util'
import { ok } from '@throughline/otlp'
import type { Config } from './config/schema.ts'
import type { Listeners } from './listen/listeners.ts'
import type { Outputs } from './outputs/outputs.ts'

/** What is opened once: the page's port, the memory limit. */
const fixed = ['ui', 'limits'] as const

/** Has outputs and receivers follow their settings, and says what only a restart changes. */
export async function changeSettings(
  next: Config,
  previous: Config,
  { outputs, listeners }: { readonly outputs: Outputs; readonly listeners: Pick<Listeners, 'reload'> },
  tell: (sentence: string) => void,
): Promise<void> {
  const changed = await outputs.change({ forward: next.forward, sampling: next.store.sampling })
  if (!changed.ok) tell(changed.error)
  const received = isDeepStrictEqual(next.receivers, previous.receivers)
    ? ok(undefined)
    : listeners.reload(next.receivers)
  if (!received.ok) tell(received.error)
  const { sampling: _next, ...nextStore } = next.store
  const { sampling: _previous, ...previousStore } = previous.store
  const waiting = [
    ...fixed.filter(section => !isDeepStrictEqual(next[section], previous[section])),
    ...(isDeepStrictEqual(nextStore, previousStore) ? [] : ['store']),
  ]
  if (waiting.length > 0) tell(`Restart the server for what has changed in ${waiting.join(', ')}.`)
}
