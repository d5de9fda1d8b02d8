import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './free-port.ts'
import { requireProgram } from './require-program.ts'

export const natsServer = requireProgram('nats-server', 'nats-server')

export interface TestNats {
  readonly port: number
  close(): Promise<void>
}

/** NATS with JetStream on a free port; streams are in a folder of its own. */
export async function startNats(): Promise<TestNats> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'throughline-nats-'))
  const flags = ['--addr', '127.0.0.1', '--port', String(port), '--jetstream', '--store_dir', folder]
  const child = spawn(natsServer.path, flags, { stdio: ['ignore', 'ignore', 'pipe'] })
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.includes('Server is ready')) break
  }
  child.stderr.resume()
  return {
    port,
    close: async () => {
      child.kill()
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}
