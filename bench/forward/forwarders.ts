import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePort } from '@throughline/otlp/testing'
import { placed } from '../support/child.ts'
import { type Usage, usageOf } from '../support/process-usage.ts'
import { collectorBin } from './collector.ts'

/** Something that takes OTLP and sends it on. */
export interface Forwarder {
  readonly name: string
  /** The forwarder that it is compared with, which compresses in the same way. */
  readonly peer: string
  start(destinationUrl: string): Promise<RunningForwarder>
}

export interface RunningForwarder {
  readonly httpUrl: string
  usage(): Promise<Usage>
  stop(): Promise<void>
}

const throughlineBin = fileURLToPath(new URL('../../packages/server/bin/throughline.js', import.meta.url))

/** Both compress by gzip by default; without it, what is their own can be seen. */
type Compression = 'gzip' | 'none'

/** Of both: as many as either takes by default, and soon enough for a round of some seconds. */
const batchItems = 8192
const batchTimeout = '1s'

/** Redaction is off: the peer has none. */
const throughline = (name: string, peer: string, compression: Compression): Forwarder => ({
  name,
  peer,
  start: destinationUrl =>
    run(
      folder => `
store: { folder: ${folder}/data }
redact: { enabled: false }
forward:
  - name: destination
    type: otlp_http
    endpoint: ${destinationUrl}
    compression: ${compression}
    batch: { items: ${batchItems}, timeout: ${batchTimeout} }
`,
      (config, port) => {
        const ports = ['--http', `127.0.0.1:${port}`, '--grpc', '127.0.0.1:0', '--ui', '127.0.0.1:0']
        const args = [
          '--conditions=throughline-source',
          throughlineBin,
          'up',
          '--no-store',
          '--config',
          config,
          ...ports,
        ]
        return [process.execPath, args]
      },
    ),
})

const collectorConfig = (folder: string, port: number, destinationUrl: string, { isDurable, compression }: Kind) => `
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:${port} } } } }
processors: { batch: { send_batch_size: ${batchItems}, send_batch_max_size: ${batchItems}, timeout: ${batchTimeout} } }
exporters:
  otlphttp:
    endpoint: ${destinationUrl}
    compression: ${compression}
    # Nothing may be lost, or there is nothing to compare.
    sending_queue: { queue_size: 100000, block_on_overflow: true${isDurable ? ', storage: file_storage' : ''} }
${isDurable ? `extensions: { file_storage: { directory: ${folder}/queue } }` : ''}
service:
  ${isDurable ? 'extensions: [file_storage]' : ''}
  telemetry: { metrics: { level: none }, logs: { level: warn } }
  pipelines: { traces: { receivers: [otlp], processors: [batch], exporters: [otlphttp] } }
`

interface Kind {
  readonly isDurable: boolean
  readonly compression: Compression
}

const collector = (name: string, peer: string, kind: Kind): Forwarder => ({
  name,
  peer,
  start: destinationUrl =>
    run(
      (folder, port) => collectorConfig(folder, port, destinationUrl, kind),
      config => [collectorBin, ['--config', config]],
    ),
})

const gzipPeer = 'otel-collector'
const plainPeer = 'otel-collector, not compressed'

/** The peer as it is by default, its queue in memory, and with a queue on disk, which is what ours is. */
export const forwarders: readonly Forwarder[] = [
  throughline('throughline', gzipPeer, 'gzip'),
  collector(gzipPeer, gzipPeer, { isDurable: false, compression: 'gzip' }),
  collector('otel-collector, queue on disk', gzipPeer, { isDurable: true, compression: 'gzip' }),
  throughline('throughline, not compressed', plainPeer, 'none'),
  collector(plainPeer, plainPeer, { isDurable: false, compression: 'none' }),
  collector('otel-collector, not compressed, queue on disk', plainPeer, { isDurable: true, compression: 'none' }),
]

async function run(
  configOf: (folder: string, port: number) => string,
  commandOf: (config: string, port: number) => readonly [string, readonly string[]],
): Promise<RunningForwarder> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-bench-'))
  await mkdir(join(folder, 'queue'))
  const port = await freePort()
  const config = join(folder, 'config.yaml')
  await writeFile(config, configOf(folder, port))
  const [command, args] = commandOf(config, port)
  const child = spawn(...placed('measured', command, args), { stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', line => /error|panic/i.test(line) && console.error(line))
  }
  const httpUrl = `http://127.0.0.1:${port}`
  await untilItAnswers(httpUrl)
  return {
    httpUrl,
    usage: () => usageOf(child.pid ?? 0),
    async stop() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function untilItAnswers(httpUrl: string): Promise<void> {
  const headers = { 'content-type': 'application/x-protobuf' }
  for (;;) {
    const answer = await fetch(`${httpUrl}/v1/traces`, { method: 'POST', headers, body: '' }).catch(() => undefined)
    if (answer?.status === 200) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
