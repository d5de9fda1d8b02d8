import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { AppendRefused } from '../refusal.ts'
import type { EncodedRows } from '../rows/encode.ts'
import type { Table } from '../schema/table.ts'
import { type ClosedSegment, deleteSegment, segmentFiles } from './files.ts'
import { headerOf } from './header.ts'
import { encodeMark } from './marks.ts'

/** A segment that still takes rows. One call at a time. */
export interface OpenSegment {
  /** Bytes that are acknowledged, header included. */
  readonly bytes: number
  /** Resolves when every append is with the operating system, and so survives the death of this process. */
  write(appends: readonly EncodedRows[]): Promise<void>
  close(): Promise<ClosedSegment>
}

export async function createSegment(folder: string, id: string, table: Table): Promise<OpenSegment> {
  const files = segmentFiles(folder, id)
  const rowsFile = await open(files.rowsPath, 'wx')
  const marksFile = await open(files.marksPath, 'wx').catch(async error => {
    await rowsFile.close()
    await deleteSegment(files)
    throw error
  })
  let pending: readonly EncodedRows[] = [{ bytes: headerOf(table), rows: 0 }]
  let rows = 0
  let endOffset = 0
  let marksEndOffset = 0

  return {
    get bytes() {
      return endOffset
    },
    async write(appends) {
      const batch = [...pending, ...appends]
      const marks = marksFrom(endOffset, batch)
      // At fixed offsets, so that the next write covers what a failed one left behind.
      const written = await writeAll(
        rowsFile,
        batch.map(({ bytes }) => bytes),
        endOffset,
      )
      const marksWritten = await writeAll(marksFile, marks, marksEndOffset)
      pending = []
      endOffset += written
      marksEndOffset += marksWritten
      rows += batch.reduce((sum, append) => sum + append.rows, 0)
    },
    async close() {
      // Behind the last acknowledged append may be half of one that failed, which would make the load fail too.
      await rowsFile.truncate(endOffset)
      await marksFile.truncate(marksEndOffset)
      await rowsFile.close()
      await marksFile.close()
      return { ...files, table, loadPath: files.rowsPath, rows, bytes: endOffset }
    },
  }
}

function marksFrom(startOffset: number, appends: readonly EncodedRows[]): readonly Uint8Array[] {
  let endOffset = startOffset
  return appends.map(({ bytes, rows }) => {
    endOffset += bytes.length
    return encodeMark({ endOffset, rows, crc32: crc32(bytes) })
  })
}

/** Fewer bytes than given is how a disk that just became full says so. */
async function writeAll(file: FileHandle, parts: readonly Uint8Array[], offset: number): Promise<number> {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const { bytesWritten } = await file.writev(parts, offset)
  if (bytesWritten !== length) throw new AppendRefused('disk_full', `the disk took ${bytesWritten} of ${length} bytes`)
  return length
}
