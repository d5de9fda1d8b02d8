import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { installBundle } from '../testing/bundle.ts'
import { startReceiver, type TestReceiver } from '../testing/receiver.ts'
import { repeat } from '../testing/repeat.ts'
import { runApp } from '../testing/run-app.ts'

interface End {
  /** Of several, each runs in its turn. */
  readonly source: string | readonly string[]
  /** Sent to the app once it has written `ready`. */
  readonly killedBy?: NodeJS.Signals
  /** Default: exit code 0. */
  readonly endsBy?: number | NodeJS.Signals
  readonly spans?: readonly string[]
  /** What it writes besides. */
  readonly says?: string
  /** Where a variant of another end needs no twenty of its own. */
  readonly rounds?: number
}

const api = `import { trace } from '@opentelemetry/api'; const tracer = trace.getTracer('app');`
const work = `${api} tracer.startSpan('work').end();`
const inCode = `import { start } from '@throughline/node'; start();`
const idle = `setInterval(() => {}, 60_000); console.log('ready');`
const signalExit = `import { onExit } from 'signal-exit';`
const onSignalExit = `onExit((code, signal) => console.log(code, signal));`

const ends: Readonly<Record<string, End>> = {
  'ends by itself': { source: [work, `${inCode} ${work}`] },
  'lives for 50 ms': { source: `${api} setTimeout(() => tracer.startSpan('work').end(), 50)` },
  'calls process.exit() in the next line': { source: [`${work} process.exit(0)`, `${inCode} ${work} process.exit(0)`] },
  'throws what nobody catches': { source: `${work} throw new Error('nobody catches this')`, endsBy: 1 },
  'rejects what nobody handles': { source: `${work} Promise.reject(new Error('nobody handles this'))`, endsBy: 1 },
  'makes spans in its exit listeners': {
    source: `${api}
      process.on('exit', () => tracer.startSpan('first listener').end())
      tracer.startSpan('work').end()
      process.on('exit', () => tracer.startSpan('last listener').end())`,
    spans: ['first listener', 'last listener', 'work'],
  },
  'makes its first span in an exit listener': {
    source: `${api} process.on('exit', () => tracer.startSpan('work').end())`,
    rounds: 8,
  },
  'calls shutdown() and exits before that is done': {
    source: `import { shutdown } from '@throughline/node'; ${work} shutdown(); process.exit(0)`,
    rounds: 8,
  },
  'is ended by SIGTERM': { source: `${work} ${idle}`, killedBy: 'SIGTERM', endsBy: 'SIGTERM' },
  'is ended by SIGINT': { source: `${work} ${idle}`, killedBy: 'SIGINT', endsBy: 'SIGINT' },
  'is ended by SIGHUP': { source: `${work} ${idle}`, killedBy: 'SIGHUP', endsBy: 'SIGHUP' },
  'is ended by SIGQUIT': { source: `${work} ${idle}`, killedBy: 'SIGQUIT', endsBy: 'SIGQUIT' },
  'is ended by SIGUSR2, as nodemon does': { source: `${work} ${idle}`, killedBy: 'SIGUSR2', endsBy: 'SIGUSR2' },
  'listens for SIGTERM, and exits later': {
    // One that listens once, and was there before us, is gone when it is called.
    source: ['on', 'once'].map(
      listen => `${api}
        process.${listen}('SIGTERM', () => setTimeout(() => {
          tracer.startSpan('goodbye').end()
          process.exit(7)
        }, 20))
        tracer.startSpan('work').end(); ${idle}`,
    ),
    killedBy: 'SIGTERM',
    endsBy: 7,
    spans: ['goodbye', 'work'],
  },
  'ignores SIGINT, and is ended by SIGTERM': {
    source: `${work} ${idle}
      process.on('SIGINT', () => { console.log('ignored'); process.kill(process.pid, 'SIGTERM') })`,
    killedBy: 'SIGINT',
    endsBy: 'SIGTERM',
    says: 'ignored\n',
    rounds: 8,
  },
  'listens for the first of two signals only': {
    source: `${api}
      process.once('SIGINT', () => { tracer.startSpan('between').end(); process.kill(process.pid, 'SIGINT') })
      tracer.startSpan('work').end(); ${idle}`,
    killedBy: 'SIGINT',
    endsBy: 'SIGINT',
    spans: ['between', 'work'],
    rounds: 8,
  },
  'removes all listeners for the signal that ends it': {
    source: `${work} process.on('SIGTERM', () => {}); process.removeAllListeners('SIGTERM'); ${idle}`,
    killedBy: 'SIGTERM',
    endsBy: 'SIGTERM',
    rounds: 8,
  },
  'has signal-exit clean up': {
    source: [`${signalExit} ${api} ${onSignalExit} tracer.startSpan('work').end(); ${idle}`].concat(
      `${signalExit} ${work} ${onSignalExit} ${idle}`,
    ),
    killedBy: 'SIGTERM',
    endsBy: 'SIGTERM',
    says: 'null SIGTERM\n',
  },
}

describe('nothing is lost of an app that', () => {
  const sdk = installBundle()
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(async () => {
    await receiver.close()
    sdk.remove()
  })

  const runOnce = async (service: string, source: string, { killedBy, endsBy = 0, spans = ['work'], says }: End) => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: service }
    const flags = source.startsWith(inCode) ? [] : sdk.flags
    const app = runApp({ ...sdk, file: 'app.mjs', source, flags, env })
    if (killedBy !== undefined) {
      await app.line(line => line === 'ready')
      app.process.kill(killedBy)
    }
    await app.exited
    const received = receiver.spans.filter(({ serviceName }) => serviceName === service)
    assert.deepEqual(received.map(({ span }) => span.name).sort(), spans, app.stderr())
    assert.equal(app.process.signalCode ?? app.process.exitCode, endsBy)
    if (says !== undefined) assert.equal(app.stdout(), `ready\n${says}`)
  }

  for (const [name, end] of Object.entries(ends)) {
    test(name, async () => {
      const sources = [end.source].flat()
      await repeat(round => runOnce(`${name} ${round}`, sources[round % sources.length] ?? '', end), end.rounds)
    })
  }
})
