import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { err, type Result } from '@throughline/otlp'
import { type FolderLock, lockFolder } from './folder-lock.ts'

/** Makes the folder where it is missing and keeps other servers off it, or says in one sentence why it cannot be used. */
export async function takeDataFolder(folder: string): Promise<Result<FolderLock>> {
  try {
    await makeFolder(folder)
    await access(folder, constants.W_OK)
    const lock = await lockFolder(folder)
    return lock.ok ? lock : err(`${folder} ${lock.error}; stop it or choose another folder with --data`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return err(`${folder} cannot be written: ${reason}; choose another folder with --data`)
  }
}

/**
 * With the folders above it. Not `mkdir` with `recursive`: where a file system refuses a new folder as "no such file",
 * as /proc does, Node makes the parent and tries again without end.
 */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return
  await makeFolder(dirname(path))
  await mkdir(path).catch(async error => {
    // Another server may start at the same moment.
    if (!(await isFolder(path))) throw error
  })
}

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
