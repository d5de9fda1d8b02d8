import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { LoadableSegment } from '../database/database.ts'
import { type Table, tableNamed } from '../schema/table.ts'

/** A segment's files: the rows, and the marks that say how far they are acknowledged. */
export interface SegmentFiles {
  readonly id: string
  readonly rowsPath: string
  readonly marksPath: string
  /** Only while a segment loads that a crash left unfinished: a copy of its acknowledged rows. */
  readonly wholePath: string
}

/** A segment that takes no more rows. */
export interface ClosedSegment extends SegmentFiles, LoadableSegment {
  readonly rows: number
  readonly bytes: number
}

const rowsSuffix = '.rows'
const marksSuffix = '.marks'
const wholeSuffix = '.whole'

export const segmentFiles = (folder: string, id: string): SegmentFiles => ({
  id,
  rowsPath: join(folder, id + rowsSuffix),
  marksPath: join(folder, id + marksSuffix),
  wholePath: join(folder, id + wholeSuffix),
})

/** The ids of the segments these files belong to, oldest first. */
export function segmentIdsOf(fileNames: readonly string[]): readonly string[] {
  const suffixes = [rowsSuffix, marksSuffix, wholeSuffix]
  const ids = fileNames
    .filter(name => suffixes.some(end => name.endsWith(end)))
    .map(name => name.slice(0, name.lastIndexOf('.')))
  return [...new Set(ids)].sort()
}

/**
 * Ids sort by time, differ across restarts even where the clock goes back and process ids repeat, and end with the name of
 * their table.
 */
export function createSegmentIds(): (table: Table) => string {
  const run = randomBytes(6).toString('hex')
  let count = 0
  return ({ name }) =>
    `${Date.now().toString().padStart(15, '0')}-${(count++).toString().padStart(6, '0')}-${run}.${name}`
}

/** Undefined where the version that wrote the segment had a table that this one has not. */
export function tableOfSegment(id: string): Table | undefined {
  const dot = id.lastIndexOf('.')
  // Versions that stored nothing but spans did not name a table.
  return tableNamed(dot < 0 ? 'otel_traces' : id.slice(dot + 1))
}

/** Marks first: rows without marks are rows nobody was promised, and the next start removes them without a word. */
export async function deleteSegment({ rowsPath, marksPath, wholePath }: SegmentFiles): Promise<void> {
  for (const path of [marksPath, rowsPath, wholePath]) await rm(path, { force: true })
}

/** Out of the way of the others, but never lost: a person can look at the files. */
export async function moveSegment({ rowsPath, marksPath, wholePath }: SegmentFiles, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const path of [rowsPath, marksPath]) await rename(path, join(folder, basename(path)))
  await rm(wholePath, { force: true })
}

export async function copySegment({ rowsPath, marksPath }: SegmentFiles, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const path of [rowsPath, marksPath]) await copyFile(path, join(folder, basename(path))).catch(unlessMissing)
}

export function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
