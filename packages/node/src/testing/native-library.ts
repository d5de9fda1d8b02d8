import { createRequire } from 'node:module'
import { join } from 'node:path'
import { repository } from './run-app.ts'

/** A library that `scripts/build-native-libraries.ts` installs in a folder of `tests/libraries`. */
export interface NativeLibrary {
  readonly nodeModules: string
  /** For a test's options: the command that helps; false where its native code fits the Node that runs us. */
  readonly skip: string | false
}

/** @param file the native code, in the folder's `node_modules` */
export function requireNative(folder: string, file: string): NativeLibrary {
  const nodeModules = join(repository, 'tests/libraries', folder, 'node_modules')
  try {
    createRequire(import.meta.url)(join(nodeModules, file))
    return { nodeModules, skip: false }
  } catch {
    return { nodeModules, skip: `no ${folder} for this Node; node_modules/.bin/node scripts/build-native-libraries.ts` }
  }
}
