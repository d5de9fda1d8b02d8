import type { Verdict } from '../keys/verdict.ts'
import { ByteCursor, LENGTH } from './byte-cursor.ts'

/** The strings of a request of profiles. Keys name theirs by its index, and values may. */
export interface StringTable {
  /** Where a string begins and ends; an index that nothing stands at is the empty string. */
  startOf(index: number): number
  endOf(index: number): number
  /** A value under a key that is redacted: the string has to go wherever else it is named. */
  condemn(index: number, verdict: Verdict): void
  /** What the strings, one after the other, have been condemned to. */
  nextVerdict(): Verdict | undefined
}

const dictionaryTag = (2 << 3) | LENGTH
const stringTag = (5 << 3) | LENGTH

/** Damaged bytes give the strings up to there: the walk that follows refuses them. */
export function readStringTable(bytes: Uint8Array): StringTable {
  const places = placesOfStrings(bytes)
  const condemned = new Map<number, Verdict>()
  let next = 0
  return {
    startOf: index => places[2 * index] ?? 0,
    endOf: index => places[2 * index + 1] ?? 0,
    condemn(index, verdict) {
      // The first string is the empty one, which stands for "none".
      if (index > 0) condemned.set(index, verdict)
    },
    nextVerdict: () => condemned.get(next++),
  }
}

/** Starts and ends by turns. */
function placesOfStrings(bytes: Uint8Array): readonly number[] {
  const places: number[] = []
  const cursor = new ByteCursor()
  cursor.restart(bytes)
  while (cursor.position < bytes.length) {
    const tag = cursor.tag(bytes.length)
    if (tag !== dictionaryTag) cursor.skip(tag, bytes.length)
    else for (const end = cursor.fieldEnd(bytes.length); cursor.position < end; ) addString(cursor, end, places)
  }
  return places
}

function addString(cursor: ByteCursor, dictionaryEnd: number, places: number[]): void {
  const tag = cursor.tag(dictionaryEnd)
  if (tag !== stringTag) {
    cursor.skip(tag, dictionaryEnd)
    return
  }
  const end = cursor.fieldEnd(dictionaryEnd)
  places.push(cursor.position, end)
  cursor.moveTo(end)
}
