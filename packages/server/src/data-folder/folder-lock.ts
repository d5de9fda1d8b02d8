import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '@throughline/otlp'
import { identityOf, isRunning, pidOf } from './process-identity.ts'

/** Held until it is released, or its process is gone. */
export interface FolderLock {
  release(): Promise<void>
}

/**
 * The lock is a folder with one file, whose name says which process holds it. It is taken by a `rename` that one process alone
 * can win: of a prepared folder where there is none, or of the file that names a process which is gone. A file of a fixed
 * name, made exclusively, would have to be deleted once its process is gone, and could be that of a newer one by then.
 */
export async function lockFolder(folder: string): Promise<Result<FolderLock>> {
  const lock = join(folder, 'lock')
  const self = await identityOf(process.pid)
  for (;;) {
    const holders = (await readdir(lock).catch(unless('ENOENT'))) ?? []
    for (const holder of holders) {
      if (holder !== self && (await isRunning(holder))) return err(`is already used by process ${pidOf(holder)}`)
    }
    const [gone] = holders
    const isOurs = gone === undefined ? await begin(lock, self) : await wins(join(lock, gone), join(lock, self))
    if (isOurs) return ok({ release: () => release(lock, self) })
  }
}

async function begin(lock: string, self: string): Promise<boolean> {
  const prepared = `${lock}.${self}`
  await mkdir(prepared)
  await writeFile(join(prepared, self), '')
  const isOurs = await wins(prepared, lock)
  if (!isOurs) await rm(prepared, { recursive: true })
  return isOurs
}

/** Not where another process was quicker: what was to be renamed has another name, or the folder is there by now. */
async function wins(from: string, to: string): Promise<boolean> {
  const renamed = rename(from, to).then(() => true)
  return (await renamed.catch(unless('ENOENT', ...isFilled))) ?? false
}

async function release(lock: string, self: string): Promise<void> {
  await rm(join(lock, self), { force: true })
  // The next one may have begun in the folder, now that it is empty.
  await rmdir(lock).catch(unless('ENOENT', ...isFilled))
}

/** Systems differ in what they call it. */
const isFilled = ['ENOTEMPTY', 'EEXIST']

const unless =
  (...codes: readonly string[]) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (!codes.includes(error.code ?? '')) throw error
  }
