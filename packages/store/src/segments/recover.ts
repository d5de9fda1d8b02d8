import { readdir, readFile, writeFile } from 'node:fs/promises'
import type { Log } from '../log.ts'
import type { Table } from '../schema/table.ts'
import {
  type ClosedSegment,
  copySegment,
  deleteSegment,
  type SegmentFiles,
  segmentFiles,
  segmentIdsOf,
  tableOfSegment,
  unlessMissing,
} from './files.ts'
import { decodeMarks, wholeAppends } from './marks.ts'

export interface RecoverOptions {
  readonly folder: string
  /** Where copies of damaged segments go. */
  readonly refusedFolder: string
  readonly log: Log
}

/** Segments that the last run left, oldest first, cut to what it acknowledged. */
export async function recoverSegments({
  folder,
  refusedFolder,
  log,
}: RecoverOptions): Promise<readonly ClosedSegment[]> {
  const recovered: ClosedSegment[] = []
  for (const id of segmentIdsOf(await readdir(folder))) {
    const files = segmentFiles(folder, id)
    const table = tableOfSegment(id)
    if (table === undefined) {
      log(`segment ${id} was left by a newer version and stays for it`)
      continue
    }
    const { segment, missingRows } = await readSegment(files, table)
    if (missingRows > 0) {
      await copySegment(files, refusedFolder)
      log(
        `segment ${id} is damaged: of its acknowledged rows ${missingRows} are lost and ${segment.rows} are kept; see ${refusedFolder}`,
      )
    }
    if (segment.rows > 0) recovered.push(segment)
    else await deleteSegment(files)
  }
  return recovered
}

/** The originals stay as they are until the segment is loaded, so a crash during recovery changes nothing. */
async function readSegment(
  files: SegmentFiles,
  table: Table,
): Promise<{ readonly segment: ClosedSegment; readonly missingRows: number }> {
  const file = await readIfThere(files.rowsPath)
  const { parts, rows, missingRows } = wholeAppends(file, decodeMarks(await readIfThere(files.marksPath)))
  const whole = Buffer.concat(parts)
  const isWhole = whole.length === file.length
  if (!isWhole) await writeFile(files.wholePath, whole)
  return {
    segment: { ...files, table, loadPath: isWhole ? files.rowsPath : files.wholePath, rows, bytes: whole.length },
    missingRows,
  }
}

const readIfThere = async (path: string): Promise<Buffer> =>
  (await readFile(path).catch(unlessMissing)) ?? Buffer.alloc(0)
