import type { AnyValueDraft } from '../drafts/common.ts'
import type { ResourceSpans, ScopeSpans } from '../model/traces.ts'
import { giveMemory, takeMemory } from '../wire/memory.ts'

/**
 * Where everything is in the bytes of a traces request: for each span a record of numbers, and no object. Resources and
 * scopes are objects, since many spans share one; so are the values of attributes that are lists, since few are.
 */
export interface SpanIndex {
  readonly bytes: Uint8Array
  readonly resources: readonly ResourceGroup[]
  readonly scopes: readonly ScopeGroup[]
  readonly spans: IntTable
  readonly events: IntTable
  readonly links: IntTable
  /** Those of spans: the ones of a span follow one another, whatever comes between them in the bytes. */
  readonly attributes: IntTable
  /** Those of events and links. */
  readonly innerAttributes: IntTable
  /** Values of kind `array` and `kvlist`. */
  readonly lists: readonly AnyValueDraft[]
}

export interface ResourceGroup extends Omit<ResourceSpans, 'scopeSpans'> {
  /** Of the `ResourceSpans` message. */
  readonly ref: number
}

export interface ScopeGroup extends Omit<ScopeSpans, 'spans'> {
  /** Of the `ScopeSpans` message. */
  readonly ref: number
  /** Which of the resources it belongs to. */
  readonly resource: number
}

/*
 * The words of each record. A text, an id and a message is a ref (see `wire/read-at.ts`); a time or a double is the offset of
 * its eight bytes; 0 is what the sender left out. A count follows the number of the first record that it counts.
 */

export const spanWord = {
  message: 0,
  scope: 1,
  traceId: 2,
  spanId: 3,
  traceState: 4,
  parentSpanId: 5,
  name: 6,
  kind: 7,
  startTime: 8,
  endTime: 9,
  attributes: 10,
  attributeCount: 11,
  droppedAttributesCount: 12,
  events: 13,
  eventCount: 14,
  droppedEventsCount: 15,
  links: 16,
  linkCount: 17,
  droppedLinksCount: 18,
  statusMessage: 19,
  statusCode: 20,
  flags: 21,
} as const

export const eventWord = { time: 0, name: 1, attributes: 2, attributeCount: 3, droppedAttributesCount: 4 } as const

export const linkWord = {
  traceId: 0,
  spanId: 1,
  traceState: 2,
  attributes: 3,
  attributeCount: 4,
  droppedAttributesCount: 5,
  flags: 6,
} as const

/**
 * `kind` is the field number in `AnyValue`; 0 is a value of no kind. `value` is a ref of a text or of bytes, the truth itself,
 * the offset of a number, or the place in `lists`.
 */
export const attributeWord = { key: 0, kind: 1, value: 2 } as const

/** Records of numbers, one behind the other, in memory that grows. */
export interface IntTable {
  ints: Int32Array
  readonly wordsPerRecord: number
  count: number
}

/** Shared by the tables that most requests leave empty: memory is first taken by the first record. */
const noInts = new Int32Array(0)

/** What makes tables of records of these words, with room for as many as are expected. */
export function tableOf(words: Readonly<Record<string, number>>): (recordsExpected: number) => IntTable {
  const wordsPerRecord = Object.keys(words).length
  return recordsExpected => ({
    ints: recordsExpected === 0 ? noInts : zeros(wordsPerRecord * recordsExpected),
    wordsPerRecord,
    count: 0,
  })
}

/** Adds a record of zeros and returns where it begins. Whoever holds `ints` has to take them anew. */
export function addRecord(table: IntTable): number {
  const { ints, wordsPerRecord } = table
  const start = wordsPerRecord * table.count++
  if (start + wordsPerRecord > ints.length) {
    table.ints = zeros(2 * ints.length + wordsPerRecord)
    table.ints.set(ints)
    giveMemory(ints.buffer)
  }
  return start
}

const zeros = (words: number): Int32Array => new Int32Array(takeMemory(4 * words), 0, words).fill(0)

/** Gives the memory of the tables back: nothing can be read from them any more. */
export function releaseTables({ spans, events, links, attributes, innerAttributes }: SpanIndex): void {
  for (const table of [spans, events, links, attributes, innerAttributes]) {
    giveMemory(table.ints.buffer)
    table.ints = noInts
  }
}

/** One word of a record, by the record's number. */
export const wordOf = ({ ints, wordsPerRecord }: IntTable, record: number, word: number): number =>
  ints[record * wordsPerRecord + word] ?? 0
