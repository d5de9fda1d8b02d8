import assert from 'node:assert/strict'
import { AppendRefused, type Store } from '@throughline/store'
import { admit } from '../pipeline/admit.ts'
import { type Content, NoRoom, type Payload, type Signal } from '../pipeline/payload.ts'
import type { OpenOutput } from './open-output.ts'

/** What the store keeps. Profiles have no table yet. */
const stored: readonly Signal[] = ['traces', 'metrics', 'logs']

export function storeOutput(store: Pick<Store, 'appendSpans' | 'appendMetrics' | 'appendLogs'>): OpenOutput {
  const append = (content: Content): Promise<void> => {
    switch (content.signal) {
      case 'traces':
        return store.appendSpans(content.batch)
      case 'metrics':
        return store.appendMetrics(content.data)
      case 'logs':
        return store.appendLogs(content.data)
      case 'profiles':
        throw new Error('profiles are not stored')
    }
  }
  return {
    name: 'store',
    signals: stored,
    take: payload => append(contentOf(payload)).catch(inWordsOfThePipeline),
    stats: () => ({}),
    // Whoever opened the store closes it: its questions go on for longer.
    close: async () => {},
  }
}

function inWordsOfThePipeline(error: unknown): never {
  throw error instanceof AppendRefused && error.reason === 'busy' ? new NoRoom(error.message) : error
}

/** What has waited on the disk for a decision comes as bytes alone. */
function contentOf({ content, signal, bytes }: Payload): Content {
  if (content !== undefined) return content
  const admitted = admit(signal, bytes)
  assert.ok(admitted.ok && admitted.value.payload.content, 'what was admitted once can be read again')
  return admitted.value.payload.content
}
