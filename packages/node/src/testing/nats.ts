import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, requireProgram } from '@throughline/otlp/testing'
import { startServerProcess } from './server-process.ts'

export const natsServer = requireProgram('nats-server', 'nats-server')

export interface TestNats {
  readonly port: number
  close(): Promise<void>
}

/** NATS with JetStream on a free port; streams are in a folder of its own. */
export async function startNats(): Promise<TestNats> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'throughline-nats-'))
  const args = ['--addr', '127.0.0.1', '--port', String(port), '--jetstream', '--store_dir', folder]
  const stop = await startServerProcess({
    command: natsServer.path,
    args,
    says: 'stderr',
    readyWords: 'Server is ready',
  })
  return {
    port,
    close: async () => {
      await stop()
      rmSync(folder, { recursive: true })
    },
  }
}
