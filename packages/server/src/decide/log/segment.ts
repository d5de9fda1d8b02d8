import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readAtOnceBytes } from '../../limits.ts'
import { type Entry, encodeEntry, entryHeadBytes } from './entries.ts'

/** One file of the log. */
export interface Segment {
  /** Of its first entry; the file is named by it. Numbers go on through all files and restarts. */
  readonly firstNumber: number
  readonly path: string
  readonly file: FileHandle
  entryCount: number
  bytes: number
  /** How many still need it: traces that wait and have spans in it, and entries that are on their way to a trace. */
  holders: number
}

/** Where the body of an entry is. */
export interface Place {
  readonly segment: Segment
  readonly number: number
  readonly offset: number
  readonly length: number
}

const suffix = '.entries'

export const segmentPath = (folder: string, firstNumber: number): string =>
  join(folder, `${String(firstNumber).padStart(16, '0')}${suffix}`)

/** Oldest first. */
export const firstNumbersOf = (fileNames: readonly string[]): readonly number[] =>
  fileNames
    .filter(name => name.endsWith(suffix))
    .map(name => Number.parseInt(name, 10))
    .sort((a, b) => a - b)

export async function createSegment(folder: string, firstNumber: number): Promise<Segment> {
  const path = segmentPath(folder, firstNumber)
  return { firstNumber, path, file: await open(path, 'wx+'), entryCount: 0, bytes: 0, holders: 0 }
}

/**
 * Resolves when the entries are with the operating system, and so survive the death of this process. Nothing of a write
 * that fails stays: it would come back at the next start although its sender was refused.
 */
export async function writeEntries(segment: Segment, entries: readonly Entry[]): Promise<readonly Place[]> {
  const parts = entries.flatMap(entry => encodeEntry(entry))
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const { bytesWritten } = await segment.file.writev(parts, segment.bytes).catch(async error => {
    await segment.file.truncate(segment.bytes)
    throw error
  })
  if (bytesWritten !== length) {
    await segment.file.truncate(segment.bytes)
    throw new Error(`the disk took ${bytesWritten} of ${length} bytes`)
  }
  return parts.flatMap((body, index) => (index % 2 === 0 ? [] : [addEntry(segment, body.length)]))
}

/** Counts one more entry at the end, and holds the segment for it. */
export function addEntry(segment: Segment, length: number): Place {
  const number = segment.firstNumber + segment.entryCount++
  const offset = segment.bytes + entryHeadBytes
  segment.bytes = offset + length
  segment.holders++
  return { segment, number, offset, length }
}

/** The bodies at these places, which are in the order of their numbers. What is near each other is read at once. */
export async function* readBodies(places: readonly Place[]): AsyncGenerator<readonly [Place, Uint8Array]> {
  for (const run of runsOf(places)) {
    const bytes = await readRun(run)
    for (const place of run.places) {
      const start = place.offset - run.offset
      yield [place, bytes.subarray(start, start + place.length)]
    }
  }
}

interface Run {
  readonly segment: Segment
  readonly offset: number
  endOffset: number
  readonly places: Place[]
}

function runsOf(places: readonly Place[]): readonly Run[] {
  const runs: Run[] = []
  for (const place of places) {
    const run = runs.at(-1)
    const endOffset = place.offset + place.length
    if (run?.segment === place.segment && endOffset - run.offset <= readAtOnceBytes) {
      run.places.push(place)
      run.endOffset = endOffset
    } else runs.push({ segment: place.segment, offset: place.offset, endOffset, places: [place] })
  }
  return runs
}

async function readRun({ segment, offset, endOffset }: Run): Promise<Uint8Array> {
  const length = endOffset - offset
  const { bytesRead, buffer } = await segment.file.read(Buffer.allocUnsafe(length), 0, length, offset)
  if (bytesRead !== length) throw new Error(`${segment.path} ends before byte ${endOffset}`)
  return buffer
}

export async function deleteSegment({ file, path }: Segment): Promise<void> {
  await file.close()
  await rm(path, { force: true })
}
