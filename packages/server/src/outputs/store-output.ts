import assert from 'node:assert/strict'
import { AppendRefused, type Store } from '@throughline/store'
import { admit } from '../pipeline/admit.ts'
import { type Content, NoRoom, type Payload, signals, TooLarge } from '../pipeline/payload.ts'
import type { OpenOutput } from './open-output.ts'

type Appending = Pick<Store, 'appendSpans' | 'appendMetrics' | 'appendLogs' | 'appendProfiles'>

export function storeOutput(store: Appending): OpenOutput {
  const append = (content: Content): Promise<void> => {
    switch (content.signal) {
      case 'traces':
        return store.appendSpans(content.batch)
      case 'metrics':
        return store.appendMetrics(content.data)
      case 'logs':
        return store.appendLogs(content.data)
      case 'profiles':
        return store.appendProfiles(content.bytes)
    }
  }
  return {
    name: 'store',
    signals,
    take: payload => append(contentOf(payload)).catch(inWordsOfThePipeline),
    stats: () => ({}),
    // Whoever opened the store closes it: its questions go on for longer.
    close: async () => {},
  }
}

function inWordsOfThePipeline(error: unknown): never {
  if (!(error instanceof AppendRefused)) throw error
  if (error.reason === 'busy') throw new NoRoom(error.message)
  throw error.reason === 'too_large' ? new TooLarge(error.message) : error
}

/** What has waited on the disk for a decision comes as bytes alone. */
function contentOf({ content, signal, bytes }: Payload): Content {
  if (content !== undefined) return content
  const admitted = admit(signal, bytes)
  assert.ok(admitted.ok && admitted.value.payload.content, 'what was admitted once can be read again')
  return admitted.value.payload.content
}
