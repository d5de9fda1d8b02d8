import assert from 'node:assert/strict'
import { get } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { installBundle } from '../testing/bundle.ts'
import { plain, startReceiver, type TestReceiver } from '../testing/receiver.ts'
import { runApp, type TestApp } from '../testing/run-app.ts'

const workerCount = 4
const rounds = 5
const requestsAtOnce = 4

/** Replaces each worker by a new one, again and again, and ends the old ones by `end`. */
const cluster = (end: string): string => `
import cluster from 'node:cluster'
import { once } from 'node:events'
import { createServer } from 'node:http'
if (cluster.isPrimary) {
  const start = async () => {
    const worker = cluster.fork()
    const [address] = await once(worker, 'listening')
    return { worker, port: address.port }
  }
  const started = await Promise.all(Array.from({ length: ${workerCount} }, start))
  console.log('port ' + started[0].port)
  let workers = started.map(({ worker }) => worker)
  for (let i = 0; i < ${workerCount * rounds}; i++) {
    workers.push((await start()).worker)
    const old = workers.shift()
    ${end}
    await once(old, 'exit')
  }
  console.log('restarted')
  process.on('SIGTERM', () => {
    for (const worker of workers) worker.process.kill()
    process.exit()
  })
} else createServer((request, response) => setTimeout(() => response.end('hello'), 1)).listen(0)
`

describe('a cluster that is restarted worker by worker, under load', () => {
  const sdk = installBundle()
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(async () => {
    await receiver.close()
    sdk.remove()
  })

  for (const [how, end] of [
    ['disconnect', 'old.disconnect()'],
    ['SIGTERM', 'old.process.kill()'],
  ] as const) {
    test(`has a span of every request that was answered, where workers end by ${how}`, async () => {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: how }
      const app = runApp({ ...sdk, file: 'app.mjs', source: cluster(end), env })
      const answered = await loadUntilRestarted(app)
      app.process.kill('SIGTERM')
      await app.exited
      const paths = new Set(
        receiver.spans
          .filter(({ serviceName }) => serviceName === how)
          .map(({ span }) => plain(span.attributes)['url.path']),
      )
      assert.deepEqual(
        answered.filter(path => !paths.has(path)),
        [],
        app.stderr(),
      )
      assert.ok(answered.length > workerCount * rounds)
    })
  }
})

/** The paths of the requests that were answered. */
async function loadUntilRestarted(app: TestApp): Promise<readonly string[]> {
  const port = Number((await app.line(line => line.startsWith('port'))).slice('port '.length))
  const answered: string[] = []
  let isRestarted = false
  let requestCount = 0
  const keepAsking = async (): Promise<void> => {
    while (!isRestarted) {
      const path = `/request/${requestCount++}`
      if (await isAnswered(port, path)) answered.push(path)
    }
  }
  const asking = Array.from({ length: requestsAtOnce }, keepAsking)
  await app.line(line => line === 'restarted')
  isRestarted = true
  await Promise.all(asking)
  return answered
}

/** False where the worker ended before its answer was whole. */
const isAnswered = (port: number, path: string): Promise<boolean> =>
  new Promise(resolve => {
    const request = get({ port, path, agent: false, timeout: 1_000 }, response => {
      response.resume()
      response.on('end', () => resolve(true))
      response.on('error', () => resolve(false))
    })
    // Node's cluster forgets a connection that it has handed to a worker which then ends.
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(false))
  })
