import { readFile } from 'node:fs/promises'
import { err, ok, type Result } from '@throughline/otlp'
import type { TlsSettings } from './settings.ts'

/** What the files of a destination hold, under the names that Node gives these options. */
export interface TlsFiles {
  readonly ca?: Buffer
  readonly cert?: Buffer
  readonly key?: Buffer
}

/** Read once, when the destination is opened: a file that is missing is known before the first span comes. */
export async function readTlsFiles({ ca_file, cert_file, key_file }: TlsSettings): Promise<Result<TlsFiles>> {
  const paths = { ca: ca_file, cert: cert_file, key: key_file }
  const files: Record<string, Buffer> = {}
  for (const [name, path] of Object.entries(paths)) {
    if (path === '') continue
    try {
      files[name] = await readFile(path)
    } catch (error) {
      return err(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return ok(files)
}
