import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort, requireProgram } from '@throughline/otlp/testing'
import { startServerProcess } from './server-process.ts'

export const redisServer = requireProgram('redis-server', 'redis-server')

export interface TestRedis {
  readonly port: number
  close(): Promise<void>
}

/** Redis on a free port, with nothing on disk that outlives it. */
export async function startRedis(options: readonly string[] = []): Promise<TestRedis> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'throughline-redis-'))
  const stop = await startServerProcess({
    command: redisServer.path,
    args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...options],
    says: 'stdout',
    readyWords: 'Ready to accept connections',
  })
  return {
    port,
    close: async () => {
      await stop()
      rmSync(folder, { recursive: true })
    },
  }
}

/** A cluster of one node, which has all slots. */
export async function startRedisCluster(): Promise<TestRedis> {
  const redis = await startRedis(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'])
  const socket = connect(redis.port, '127.0.0.1')
  const lines = createInterface({ input: socket })
  socket.write('CLUSTER ADDSLOTSRANGE 0 16383\r\nCLUSTER INFO\r\n')
  for await (const line of lines) {
    if (line === 'cluster_state:ok') break
    // A node that has just started says so for two seconds.
    if (line === 'cluster_state:fail') socket.write('CLUSTER INFO\r\n')
  }
  socket.destroy()
  return redis
}
