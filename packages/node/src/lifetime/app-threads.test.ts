import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { threadChannel } from '../exporter/messages.ts'
import { installBundle } from '../testing/bundle.ts'
import { plain, startReceiver, type TestReceiver } from '../testing/receiver.ts'
import { repeat } from '../testing/repeat.ts'
import { runApp } from '../testing/run-app.ts'

/** The first thread runs `main`, which can start another and wait for it; that one runs `thread`, and tells when. */
const threads = (main: string, thread: string): string => `
import { BroadcastChannel, Worker, isMainThread, workerData } from 'node:worker_threads'
import { once } from 'node:events'
import { trace } from '@opentelemetry/api'
const tracer = trace.getTracer('app')
const startThread = () => {
  const told = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL(import.meta.url), { workerData: told })
  return Object.assign(worker, { told, until: () => Atomics.waitAsync(told, 0, 0).value })
}
const tell = () => {
  Atomics.store(workerData, 0, 1)
  Atomics.notify(workerData, 0)
}
const stay = () => setInterval(() => {}, 60_000)
if (isMainThread) {
  ${main}
} else {
  ${thread}
}`

interface End {
  readonly main: string
  readonly thread: string
  readonly killedBy?: NodeJS.Signals
  /** Default: exit code 0. */
  readonly endsBy?: number | NodeJS.Signals
  /** Each with a question mark where it is unfinished. */
  readonly spans?: readonly string[]
  readonly rounds?: number
}

const work = `tracer.startSpan('work').end();`

const ends: Readonly<Record<string, End>> = {
  'is terminated right after its span': {
    main: 'const thread = startThread(); await thread.until(); await thread.terminate()',
    thread: `${work} tell(); stay()`,
  },
  'is terminated while nothing else happens, by a process that exits': {
    // The event loop has not turned once: nobody has told the main thread that there is another.
    main: 'const thread = startThread(); Atomics.wait(thread.told, 0, 0); thread.terminate(); process.exit(0)',
    thread: `${work} tell(); stay()`,
  },
  'calls process.exit() in the next line': { main: 'startThread()', thread: `${work} process.exit(0)` },
  'throws, with a span that is open': {
    main: `startThread().on('error', () => {})`,
    thread: `tracer.startSpan('open'); ${work} throw new Error('nobody catches this')`,
    spans: ['open?', 'work'],
  },
  'is terminated with a span that is open': {
    main: 'const thread = startThread(); await thread.until(); await thread.terminate(); process.exit(0)',
    thread: `tracer.startSpan('open'); tell(); stay()`,
    spans: ['open?'],
    rounds: 8,
  },
  'is ended with its process, by a signal': {
    main: `const thread = startThread(); await thread.until(); console.log('ready')`,
    thread: `${work} tell(); stay()`,
    killedBy: 'SIGTERM',
    endsBy: 'SIGTERM',
  },
  'is ended with its process, which fails': {
    main: `const thread = startThread(); await thread.until(); throw new Error('nobody catches this')`,
    thread: `${work} tracer.startSpan('open'); tell(); stay()`,
    endsBy: 1,
    spans: ['open?', 'work'],
    rounds: 8,
  },
  'is terminated together with one that it has started': {
    main: 'const thread = startThread(); await thread.until(); await thread.terminate()',
    thread: `
      ${work}
      if (workerData.length === 1) {
        const inner = new Worker(new URL(import.meta.url), { workerData: new Int32Array(workerData.buffer, 0, 0) })
        await once(inner, 'message')
        tell()
      } else (await import('node:worker_threads')).parentPort.postMessage('told')
      stay()`,
    spans: ['work', 'work'],
    rounds: 8,
  },
}

describe('nothing is lost of a thread that', () => {
  const sdk = installBundle()
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(async () => {
    await receiver.close()
    sdk.remove()
  })

  const run = (service: string, source: string) => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: service }
    return runApp({ ...sdk, file: 'app.mjs', source, env })
  }
  const spansOf = (service: string): readonly string[] =>
    receiver.spans
      .filter(({ serviceName }) => serviceName === service)
      .map(({ span }) => span.name + (plain(span.attributes)['throughline.unfinished'] === true ? '?' : ''))
      .sort()

  const runOnce = async (service: string, { main, thread, killedBy, endsBy = 0, spans = ['work'] }: End) => {
    const app = run(service, threads(main, thread))
    if (killedBy !== undefined) {
      await app.line(line => line === 'ready')
      app.process.kill(killedBy)
    }
    await app.exited
    assert.deepEqual(spansOf(service), spans, app.stderr())
    assert.equal(app.process.signalCode ?? app.process.exitCode, endsBy)
  }

  for (const [name, end] of Object.entries(ends)) {
    test(name, () => repeat(round => runOnce(`${name} ${round}`, end), end.rounds))
  }

  test('is one of fifty in a pool, and the memory of each is let go', async () => {
    const main = `
      let doneCount = 0
      const channel = new BroadcastChannel('${threadChannel}')
      const done = new Promise(resolve => {
        channel.onmessage = ({ data }) => {
          if (data.kind === 'done' && ++doneCount === 50) resolve()
        }
      })
      const churn = async () => { for (let i = 0; i < 10; i++) await once(startThread(), 'exit') }
      await Promise.all(Array.from({ length: 5 }, churn))
      await done
      channel.close()`
    const app = run('pool', threads(main, work))
    assert.equal(await app.exited, 0)
    assert.equal(spansOf('pool').length, 50, app.stderr())
  })
})
