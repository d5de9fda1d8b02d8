import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, requireProgram } from '@throughline/otlp/testing'
import { startServerProcess } from './server-process.ts'

export const rabbitmqServer = requireProgram('rabbitmq-server', 'rabbitmq-server')

/** What Debian has in PATH changes to a user who may not write to our folder. */
const DEBIAN_SCRIPT = '/usr/lib/rabbitmq/bin/rabbitmq-server'
const script = existsSync(DEBIAN_SCRIPT) ? DEBIAN_SCRIPT : rabbitmqServer.path

export interface TestRabbitmq {
  /** `amqp://127.0.0.1:port` */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** RabbitMQ on a free port, with all that it writes in a folder of its own. It takes some seconds: one for a file of tests. */
export async function startRabbitmq(): Promise<TestRabbitmq> {
  const [port, distributionPort] = [await freePort(), await freePort()]
  const folder = mkdtempSync(join(tmpdir(), 'throughline-rabbitmq-'))
  writeFileSync(join(folder, 'enabled_plugins'), '[].')
  const stop = await startServerProcess({
    command: script,
    says: 'stdout',
    readyWords: 'completed with',
    env: {
      PATH: `${process.env.PATH}:/usr/sbin`,
      // For the secret that nodes share.
      HOME: folder,
      RABBITMQ_NODENAME: `throughline-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distributionPort),
      RABBITMQ_MNESIA_BASE: folder,
      RABBITMQ_LOG_BASE: folder,
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    },
  })
  return {
    url: `amqp://127.0.0.1:${port}`,
    port,
    close: async () => {
      await stop()
      rmSync(folder, { recursive: true })
    },
  }
}
