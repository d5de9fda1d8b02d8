import { isDeepStrictEqual } from 'node:util'
import { ok } from '@throughline/otlp'
import type { Store } from '@throughline/store'
import type { Config } from './config/schema.ts'
import type { Listeners } from './listen/listeners.ts'
import type { Outputs } from './outputs/outputs.ts'
import { retentionOf } from './retention/settings.ts'

/** What is opened once: the page's port, the memory limit. */
const fixed = ['ui', 'limits'] as const

export interface ChangingParts {
  readonly outputs: Outputs
  readonly listeners: Pick<Listeners, 'reload'>
  readonly store: Pick<Store, 'retain'> | undefined
}

/** Has outputs and receivers follow their settings, and says what only a restart changes. */
export async function changeSettings(
  next: Config,
  previous: Config,
  { outputs, listeners, store }: ChangingParts,
  tell: (sentence: string) => void,
): Promise<void> {
  const changed = await outputs.change({ forward: next.forward, sampling: next.store.sampling })
  if (!changed.ok) tell(changed.error)
  const received = isDeepStrictEqual(next.receivers, previous.receivers)
    ? ok(undefined)
    : listeners.reload(next.receivers)
  if (!received.ok) tell(received.error)
  if (!isDeepStrictEqual(next.store.retention, previous.store.retention))
    await store?.retain(retentionOf(next.store.retention))
  const waiting = [
    ...fixed.filter(section => !isDeepStrictEqual(next[section], previous[section])),
    ...(isSamePlace(next.store, previous.store) ? [] : ['store']),
  ]
  if (waiting.length > 0) tell(`Restart the server for what has changed in ${waiting.join(', ')}.`)
}

const isSamePlace = (one: Config['store'], other: Config['store']): boolean =>
  one.enabled === other.enabled && one.folder === other.folder
