import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { placed } from '../support/child.ts'

const bin = fileURLToPath(new URL('../../packages/server/bin/throughline.js', import.meta.url))
const anyPort = '127.0.0.1:0'

/** `throughline up` on a folder of its own. Not pinned: its threads and the database's have both cores, as they would. */
export interface Server {
  readonly httpUrl: string
  readonly uiUrl: string
  usage(): Promise<Usage>
  stop(): Promise<void>
}

export interface Usage {
  readonly cpuMicros: number
  readonly residentMebibytes: number
}

export const startServer = async (): Promise<Server> => {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-bench-'))
  const ports = ['--http', anyPort, '--grpc', anyPort, '--ui', anyPort]
  const args = ['--conditions=throughline-source', bin, 'up', '--data', folder, ...ports]
  const child = spawn(...placed('both', process.execPath, args), { stdio: ['ignore', 'pipe', 'inherit'] })
  const [ready]: string[] = await once(createInterface(child.stdout), 'line')
  const match = /ui=(\S+) otlp-http=(\S+)/.exec(ready ?? '')
  if (match === null) throw new Error(`throughline up said: ${ready}`)
  const [, uiUrl = '', httpUrl = ''] = match
  return {
    httpUrl,
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

/** proc(5): user and system time are the fields 14 and 15 of `stat`, in hundredths of a second. */
const usageOf = async (pid: number): Promise<Usage> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const resident = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))
  return {
    cpuMicros: (Number(fields[11]) + Number(fields[12])) * 10_000,
    residentMebibytes: Number(resident?.[1]) / 1024,
  }
}
