import { giveMemory, takeMemory } from '@throughline/otlp'
import type { Payload, Signal } from '../../pipeline/payload.ts'
import { type ItemCounts, itemsOf } from '../item-counts.ts'
import type { BatchLimits } from './batch-clock.ts'
import { readRecords, type StoredPayload } from './record.ts'

/** What is sent at once: a stretch of one segment. */
export interface Batch {
  readonly segmentId: number
  readonly startOffset: number
  readonly endOffset: number
  readonly items: ItemCounts
  /** Requests that are larger are to be split before they are sent. */
  readonly partBytes: number
  /** One request for each signal that came; they are sent in turn. */
  readonly requests: readonly Payload[]
}

/** The records at the start of `chunk` that make a batch; none where the first of them is damaged. */
export function cutRecords(chunk: Buffer, limits: Pick<BatchLimits, 'items' | 'bytes'>): readonly StoredPayload[] {
  const taken: StoredPayload[] = []
  let items = 0
  for (const record of readRecords(chunk)) {
    items += record.itemCount
    if (taken.length > 0 && (items > limits.items || record.endOffset > limits.bytes)) break
    taken.push(record)
  }
  return taken
}

type BatchPlace = Pick<Batch, 'segmentId' | 'startOffset' | 'partBytes'>

export function batchOf(place: BatchPlace, records: readonly StoredPayload[]): Batch {
  const endOffset = place.startOffset + (records.at(-1)?.endOffset ?? 0)
  return { ...place, endOffset, items: itemsOf(records), requests: requestsOf(records) }
}

/**
 * Two requests one behind the other are one: protobuf joins their repeated field. Not those of profiles, whose second field
 * is a dictionary that the first points into by number.
 */
function requestsOf(records: readonly Payload[]): readonly Payload[] {
  const bySignal = Map.groupBy(records, ({ signal }) => signal)
  return [...bySignal].flatMap(([signal, payloads]) =>
    signal === 'profiles' ? payloads.map(payload => joined(signal, [payload])) : [joined(signal, payloads)],
  )
}

/** In memory of its own, which `releaseBatch` gives back. */
function joined(signal: Signal, payloads: readonly Payload[]): Payload {
  const byteCount = payloads.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const bytes = new Uint8Array(takeMemory(byteCount), 0, byteCount)
  let end = 0
  for (const payload of payloads) {
    bytes.set(payload.bytes, end)
    end += payload.bytes.length
  }
  return { signal, bytes, itemCount: payloads.reduce((sum, { itemCount }) => sum + itemCount, 0) }
}

/** Once nobody sends it any more. */
export function releaseBatch({ requests }: Batch): void {
  for (const { bytes } of requests) giveMemory(bytes.buffer)
}
