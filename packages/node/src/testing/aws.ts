import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Program } from '@throughline/otlp/testing'
import { freePort } from '@throughline/otlp/testing'
import { repository } from './run-app.ts'
import { startServerProcess } from './server-process.ts'

const path = join(repository, 'node_modules/.cache/throughline/moto/bin/moto_server')

/** Stands in for AWS. */
export const motoServer: Program = existsSync(path)
  ? { path, skip: false }
  : { path: '', skip: 'no moto on this machine; node_modules/.bin/node scripts/install-moto.ts' }

export interface TestAws {
  readonly url: string
  close(): Promise<void>
}

/** AWS on a free port, all of it in memory. */
export async function startAws(): Promise<TestAws> {
  const port = await freePort()
  const close = await startServerProcess({
    command: motoServer.path,
    args: ['-H', '127.0.0.1', '-p', String(port)],
    says: 'stderr',
    readyWords: 'Running on',
  })
  return { url: `http://127.0.0.1:${port}`, close }
}
