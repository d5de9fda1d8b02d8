import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './free-port.ts'
import type { Program } from './require-program.ts'
import { repository } from './run-app.ts'

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
  const child = spawn(motoServer.path, ['-H', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] })
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.includes('Running on')) break
  }
  child.stderr.resume()
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      child.kill()
      await once(child, 'exit')
    },
  }
}
