import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, requireProgram } from '@throughline/otlp/testing'
import { repository } from './run-app.ts'

const java = requireProgram('java', 'default-jre-headless maven')
const jars = join(repository, 'node_modules/.cache/throughline/kafka')

/** For a test's options. */
export const kafkaSkip: string | false =
  java.skip || (!existsSync(jars) && 'no Kafka; mvn --file tests/support/kafka/pom.xml dependency:copy-dependencies')

export interface TestKafka {
  /** `127.0.0.1:port` */
  readonly broker: string
  close(): Promise<void>
}

/** One broker that makes topics as they are asked for, on free ports. It takes some seconds: one for a file of tests. */
export async function startKafka(): Promise<TestKafka> {
  const [port, controllerPort] = [await freePort(), await freePort()]
  const folder = mkdtempSync(join(tmpdir(), 'throughline-kafka-'))
  const config = join(folder, 'server.properties')
  writeFileSync(config, properties(port, controllerPort, join(folder, 'data')))
  // What Java compiles thoroughly pays off after minutes.
  const flags = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-cp', join(jars, '*')]
  const clusterId = 'MkU3OEVBNTcwNTJENDM2Qk'
  const format = ['kafka.tools.StorageTool', 'format', '--standalone', '-t', clusterId, '-c', config]
  execFileSync(java.path, [...flags, ...format], { stdio: 'ignore' })
  const child = spawn(java.path, [...flags, 'kafka.Kafka', config], { stdio: 'ignore' })
  while (child.exitCode === null && !(await isOpen(port)));
  return {
    broker: `127.0.0.1:${port}`,
    close: async () => {
      // An orderly end waits for the consumers' groups.
      child.kill('SIGKILL')
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}

const properties = (port: number, controllerPort: number, folder: string): string => `
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:${controllerPort}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
log.dirs=${folder}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
`

/** It says nothing when it is ready, so it is asked again and again; a refusal takes a while of its own. */
async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    await new Promise(resolve => setTimeout(resolve, 50))
    return false
  } finally {
    socket.destroy()
  }
}
