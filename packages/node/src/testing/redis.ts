import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { freePort } from './free-port.ts'
import { requireProgram } from './require-program.ts'

export const redisServer = requireProgram('redis-server', 'redis-server')

export interface TestRedis {
  readonly port: number
  close(): Promise<void>
}

/** Redis on a free port, with nothing on disk. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort()
  const child = spawn(redisServer.path, ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('Ready to accept connections')) break
  }
  child.stdout.resume()
  return {
    port,
    close: async () => {
      child.kill()
      await once(child, 'exit')
    },
  }
}
