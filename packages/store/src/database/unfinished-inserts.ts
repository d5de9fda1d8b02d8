import { appendFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a line of ClickHouse's `deduplication_log_N.txt` says became of a part (`MergeTreeDeduplicationOp`). */
const ADDED = '1'
const DROPPED = '2'

/**
 * Has the database forget inserts that it did not finish. It notes in a table's log that a block is there before it puts the
 * block's part there. Killed in between, it finds the note again, takes the segment's repetition for a duplicate, and the rows
 * are nowhere (1 of some 200 kills on a busy machine, ClickHouse 26.7). So what it has noted and does not have is noted as
 * dropped, in the form in which it notes that itself. To be called before it opens the folder.
 */
export async function forgetUnfinishedInserts(databaseFolder: string): Promise<void> {
  const store = join(databaseFolder, 'store')
  for (const group of await namesIn(store)) {
    for (const table of await namesIn(join(store, group))) await forgetInTable(join(store, group, table))
  }
}

async function forgetInTable(table: string): Promise<void> {
  const logs = join(table, 'deduplication_logs')
  const files = (await namesIn(logs)).toSorted((a, b) => numberOf(a) - numberOf(b))
  const last = files.at(-1)
  if (last === undefined) return
  const parts = (await namesIn(table)).map(rangeOf).filter(range => range !== undefined)
  const texts = await Promise.all(files.map(file => readFile(join(logs, file), 'utf8')))
  const unfinished = [...notedBlocks(texts.join(''))].filter(([, part]) => !isThere(rangeOf(part), parts))
  const lines = unfinished.map(([block, part]) => `${DROPPED}\t${part}\t${block}\n`)
  if (lines.length > 0) await appendFile(join(logs, last), lines.join(''))
}

/** Parts by the block that they were made of. */
function notedBlocks(log: string): ReadonlyMap<string, string> {
  const blocks = new Map<string, string>()
  for (const line of log.split('\n')) {
    const [operation, part, block] = line.split('\t')
    if (part === undefined || block === undefined) continue
    if (operation === ADDED) blocks.set(block, part)
    else blocks.delete(block)
  }
  return blocks
}

/** The blocks of a partition that are in a part: its folder is `partition_first_last_level`. */
interface PartRange {
  readonly partition: string
  readonly first: number
  readonly last: number
}

function rangeOf(name: string): PartRange | undefined {
  const [, partition, first, last] = /^([^_]+)_(\d+)_(\d+)_\d+(?:_\d+)?$/.exec(name) ?? []
  return partition === undefined ? undefined : { partition, first: Number(first), last: Number(last) }
}

/** By itself, or as a part of what it was merged to. What is not read as a range stays as it is. */
const isThere = (wanted: PartRange | undefined, parts: readonly PartRange[]): boolean =>
  wanted === undefined ||
  parts.some(
    ({ partition, first, last }) => partition === wanted.partition && first <= wanted.first && last >= wanted.last,
  )

const numberOf = (file: string): number => Number(/\d+/.exec(file)?.[0])

/** None where there is no such folder: the database is new, or it is a file. */
const namesIn = (folder: string): Promise<readonly string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
