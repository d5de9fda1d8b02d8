import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { err, ok, type Result } from '@throughline/otlp'
import { createLane } from '../../lane.ts'
import { decodeEntries, type Entry, entryHeadBytes, type SettledNote } from './entries.ts'
import {
  addEntry,
  createSegment,
  deleteSegment,
  firstNumbersOf,
  type Place,
  readBodies,
  type Segment,
  segmentPath,
  writeEntries,
} from './segment.ts'

/** The spans that wait for a decision, on disk: a sequence of entries, of which the oldest go when nobody needs them. */
export interface PendingLog {
  /** Resolves when the entry survives `kill -9`. It is held: `release` it once it is with those that need it. */
  append(entry: Entry): Promise<Place>
  /** Of entries in the order of their numbers. */
  read(places: readonly Place[]): AsyncIterable<readonly [Place, Uint8Array]>
  hold(place: Place): void
  /** Deletes the oldest files for as long as nobody holds them; in order, for an entry may say what became of older ones. */
  release(place: Place): void
  /** Bytes on disk, and on their way there. */
  bytes(): number
  /** Whether the place is in the oldest file, which is the next to go. */
  isOldest(place: Place): boolean
  close(): Promise<void>
}

export interface PendingLogOptions {
  readonly folder: string
  /** A file takes no more entries once it has this size. */
  readonly segmentBytes: number
  readonly tell: (sentence: string) => void
  /** Gets what the last run noted, before `onSpans` is asked for the first time. */
  readonly onNote: (note: SettledNote) => void
  /** Gets every request that the last run left, in order; each is held. */
  readonly onSpans: (bytes: Uint8Array, place: Place, log: PendingLog) => void
}

interface WaitingEntry {
  readonly entry: Entry
  readonly bytes: number
  readonly resolve: (place: Place) => void
  readonly reject: (reason: unknown) => void
}

/** An error is one sentence: the folder cannot be read or written. */
export async function openPendingLog(options: PendingLogOptions): Promise<Result<PendingLog>> {
  const { folder, segmentBytes, tell, onNote, onSpans } = options
  const lane = createLane()
  /** Oldest first; the last one takes the entries, if `isOpen`. */
  const segments: Segment[] = []
  let isOpen = false
  let nextNumber = 0
  let waiting: WaitingEntry[] = []
  let waitingBytes = 0

  /** Group commit: all that came while the previous write was under way goes out as one. */
  async function writeWaiting(): Promise<void> {
    const batch = waiting
    waiting = []
    try {
      const segment = await currentSegment()
      const places = await writeEntries(
        segment,
        batch.map(({ entry }) => entry),
      )
      nextNumber = segment.firstNumber + segment.entryCount
      isOpen = segment.bytes < segmentBytes
      batch.forEach(({ resolve }, index) => {
        const place = places[index]
        if (place !== undefined) resolve(place)
      })
    } catch (error) {
      // On a full disk the file that was written to has to be able to go. An empty one is used again.
      isOpen = segments.at(-1)?.entryCount === 0
      deleteReleased()
      for (const { reject } of batch) reject(error)
    }
    waitingBytes -= batch.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  async function currentSegment(): Promise<Segment> {
    const last = segments.at(-1)
    if (isOpen && last !== undefined) return last
    const created = await createSegment(folder, nextNumber)
    segments.push(created)
    isOpen = true
    return created
  }

  function deleteReleased(): void {
    while (segments[0]?.holders === 0 && (segments.length > 1 || !isOpen)) {
      const [released] = segments.splice(0, 1)
      if (released !== undefined) void lane.run(() => deleteSegment(released)).catch(cannotDelete)
    }
  }

  const cannotDelete = (error: Error) => tell(`Spans that were decided stay on disk: ${error.message}.`)

  /** All files twice: a trace that waits takes ten times the memory of a note, and most are settled further behind. */
  async function recover(): Promise<void> {
    await mkdir(folder, { recursive: true })
    const firstNumbers = firstNumbersOf(await readdir(folder))
    for (const firstNumber of firstNumbers) {
      for (const { entry } of decodeEntries(await readFile(segmentPath(folder, firstNumber)))) {
        if (entry.kind === 'settled') onNote(entry)
      }
    }
    for (const firstNumber of firstNumbers) await recoverSegment(firstNumber, firstNumber === firstNumbers.at(-1))
    deleteReleased()
  }

  async function recoverSegment(firstNumber: number, isLast: boolean): Promise<void> {
    const path = segmentPath(folder, firstNumber)
    const content = await readFile(path)
    const segment: Segment = { firstNumber, path, file: await open(path, 'r'), entryCount: 0, bytes: 0, holders: 1 }
    segments.push(segment)
    for (const { entry, length } of decodeEntries(content)) {
      const place = addEntry(segment, length)
      if (entry.kind === 'spans') onSpans(entry.bytes, place, log)
      else log.release(place)
    }
    segment.holders--
    nextNumber = firstNumber + segment.entryCount
    const lostBytes = content.length - segment.bytes
    // At the end of the last file is what the last run was writing when it died, and that nobody was promised.
    if (lostBytes > 0 && !isLast) tell(`${path} is damaged: ${lostBytes} bytes of spans that waited are lost.`)
    if (segment.entryCount > 0) return
    segments.pop()
    await segment.file.close()
    await rm(path)
  }

  const log: PendingLog = {
    append(entry) {
      const bytes = entryHeadBytes + (entry.kind === 'spans' ? entry.bytes.length : 0)
      waitingBytes += bytes
      return new Promise((resolve, reject) => {
        waiting.push({ entry, bytes, resolve, reject })
        if (waiting.length === 1) void lane.run(writeWaiting)
      })
    },
    read: readBodies,
    hold({ segment }) {
      segment.holders++
    },
    release({ segment }) {
      segment.holders--
      if (segment.holders === 0) deleteReleased()
    },
    bytes: () => segments.reduce((sum, { bytes }) => sum + bytes, waitingBytes),
    isOldest: ({ segment }) => segment === segments[0],
    async close() {
      await lane.run(async () => {})
      for (const { file } of segments) await file.close()
    },
  }
  try {
    await recover()
    return ok(log)
  } catch (error) {
    await log.close()
    return err(`${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}`)
  }
}
