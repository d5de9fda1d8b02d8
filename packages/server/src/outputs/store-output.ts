import assert from 'node:assert/strict'
import { type Result, readLogsProto, readMetricsProto, readSpanBatch } from '@throughline/otlp'
import { AppendRefused, type Store, storeLimits } from '@throughline/store'
import { NoRoom, type Payload, signals, TooLarge } from '../pipeline/payload.ts'
import type { OpenOutput } from './open-output.ts'

type Appending = Pick<Store, 'requireRoom' | 'appendSpans' | 'appendMetrics' | 'appendLogs' | 'appendProfiles'>

export function storeOutput(store: Appending): OpenOutput {
  return {
    name: 'store',
    signals,
    freeBytes: storeLimits.freeBytes,
    requireRoom({ bytes }) {
      try {
        store.requireRoom(bytes.length)
      } catch (error) {
        inWordsOfThePipeline(error)
      }
    },
    take: payload => append(store, payload).catch(inWordsOfThePipeline),
    stats: () => ({}),
    // Whoever opened the store closes it: its questions go on for longer.
    close: async () => {},
  }
}

function append(store: Appending, { signal, bytes, spans }: Payload): Promise<void> {
  switch (signal) {
    case 'traces':
      // What has waited on the disk for a decision comes as bytes alone.
      return store.appendSpans(spans ?? admitted(readSpanBatch(bytes)))
    case 'metrics':
      return store.appendMetrics(admitted(readMetricsProto(bytes)))
    case 'logs':
      return store.appendLogs(admitted(readLogsProto(bytes)))
    case 'profiles':
      return store.appendProfiles(bytes)
  }
}

function admitted<Content>(read: Result<Content>): Content {
  assert.ok(read.ok, 'what was admitted can be read')
  return read.value
}

function inWordsOfThePipeline(error: unknown): never {
  if (!(error instanceof AppendRefused)) throw error
  if (error.reason === 'busy') throw new NoRoom(error.message)
  throw error.reason === 'too_large' ? new TooLarge(error.message) : error
}
