import { access, constants, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { err, ok, type Result } from '@throughline/otlp'
import { reasonOf } from './log.ts'

/** Where a store keeps what. */
export interface StoreFolder {
  readonly database: string
  readonly segments: string
  readonly refused: string
}

/** Makes the folder where it is missing, not those above it, and says in one sentence why it cannot be used. */
export async function prepareFolder(path: string): Promise<Result<StoreFolder>> {
  const root = resolve(path)
  // The table function `file` would read these as wildcards, and has no way to escape them.
  if (/[*?{}]/.test(root)) return err(`${root} contains * ? { or }; choose another folder with --data`)
  const segments = join(root, 'segments')
  try {
    for (const folder of [root, segments]) await mkdir(folder).catch(unlessThere)
    await access(root, constants.W_OK)
  } catch (error) {
    return err(`${root} cannot be written: ${reasonOf(error)}; choose another folder with --data`)
  }
  return ok({ database: join(root, 'database'), segments, refused: join(segments, 'refused') })
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
