import { access, constants, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { err, ok, type Result } from '@throughline/otlp'
import { reasonOf } from './log.ts'

/** Where a store keeps what. */
export interface StoreFolder {
  readonly database: string
  readonly segments: string
  readonly refused: string
  /** Says who has the folder open, for the message to the second one. The lock itself is the database's. */
  readonly owner: string
}

/** Makes the folder where it is missing, and says in one sentence why it cannot be used. */
export async function prepareFolder(path: string): Promise<Result<StoreFolder>> {
  const root = resolve(path)
  // The table function `file` would read these as wildcards, and has no way to escape them.
  if (/[*?{}]/.test(root)) return err(`${root} contains * ? { or }; choose another folder with --data`)
  const segments = join(root, 'segments')
  const folder = {
    database: join(root, 'database'),
    segments,
    refused: join(segments, 'refused'),
    owner: join(root, 'owner'),
  }
  try {
    await makeFolder(segments)
    await access(root, constants.W_OK)
  } catch (error) {
    return err(`${root} cannot be written: ${reasonOf(error)}; choose another folder with --data`)
  }
  const owner = await runningOwner(folder)
  if (owner !== undefined) {
    return err(`${root} is already used by process ${owner}; stop it or choose another folder with --data`)
  }
  return ok(folder)
}

/**
 * With the folders above it. Not `mkdir` with `recursive`: where a file system refuses a new folder as "no such file",
 * as /proc does, Node makes the parent and tries again without end.
 */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return
  const parent = dirname(path)
  if (!(await isFolder(parent))) await makeFolder(parent)
  await mkdir(path)
}

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false,
  )

/** Written once the database has let us in. */
export const writeOwner = async ({ owner }: StoreFolder): Promise<void> =>
  writeFile(owner, `${process.pid} ${await startedAt(process.pid)}\n`)

export const removeOwner = ({ owner }: StoreFolder): Promise<void> => rm(owner, { force: true })

/**
 * The process that has the folder open, if it certainly still runs. A process id alone would be taken by another process
 * in time, so its start counts as well; where the system does not tell it, the database's own lock decides.
 */
async function runningOwner({ owner }: StoreFolder): Promise<string | undefined> {
  const [pid, started] = (await readFile(owner, 'utf8').catch(() => '')).split(/\s/)
  if (!pid || !started || Number(pid) === process.pid) return undefined
  return (await startedAt(Number(pid))) === started ? pid : undefined
}

/**
 * Clock ticks between the machine's start and the process's: field 22 of proc(5); empty where there is no /proc, and for
 * a process that has ended: its parent may never ask for its exit code, as the first process of a container often does not.
 */
async function startedAt(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The second field, a name in brackets, may itself contain blanks and brackets.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const hasEnded = fields[0] === 'Z' || fields[0] === 'X'
  return hasEnded ? '' : (fields[19] ?? '')
}
