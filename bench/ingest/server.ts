import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { placed } from '../support/child.ts'
import { type Usage, usageOf } from '../support/process-usage.ts'

const bin = fileURLToPath(new URL('../../packages/server/bin/throughline.js', import.meta.url))
const anyPort = '127.0.0.1:0'

/** `throughline up` on a folder of its own. Not pinned: its threads and the database's have both cores, as they would. */
export interface Server {
  readonly httpUrl: string
  readonly grpcUrl: string
  readonly uiUrl: string
  usage(): Promise<Usage>
  stop(): Promise<void>
}

export const startServer = async (): Promise<Server> => {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-bench-'))
  const ports = ['--http', anyPort, '--grpc', anyPort, '--ui', anyPort]
  const args = ['--conditions=throughline-source', bin, 'up', '--data', folder, ...ports]
  const child = spawn(...placed('both', process.execPath, args), { stdio: ['ignore', 'pipe', 'inherit'] })
  const [ready]: string[] = await once(createInterface(child.stdout), 'line')
  const match = /ui=(\S+) otlp-http=(\S+) otlp-grpc=(\S+)/.exec(ready ?? '')
  if (match === null) throw new Error(`throughline up said: ${ready}`)
  const [, uiUrl = '', httpUrl = '', grpcAt = ''] = match
  return {
    httpUrl,
    grpcUrl: `grpc://${grpcAt}`,
    uiUrl,
    usage: () => usageOf(child.pid ?? 0),
    async stop() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}
