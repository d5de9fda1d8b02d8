import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { exporterHeapMb, maxExporterRestarts } from '../limits.ts'
import { startReceiver, type TestReceiver } from '../testing/receiver.ts'
import { importFlags, runApp } from '../testing/run-app.ts'

const api = `
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { once } from 'node:events'
import { trace } from '@opentelemetry/api'
import { flush } from '@throughline/node'
const tracer = trace.getTracer('app')
const span = name => tracer.startSpan(name).end()
const stay = () => setInterval(() => {}, 60_000)
const exporters = []
const isExporter = worker => worker.resourceLimits.maxOldGenerationSizeMb === ${exporterHeapMb}
process.on('worker', worker => { if (isExporter(worker)) exporters.push(worker) })
const exporterCount = async count => { while (exporters.length < count) await once(process, 'worker') }
`

/** Changes the options of the threads that the process starts, before anything else is loaded. */
const withThreadOptions = (change: string): readonly string[] => {
  const source = `
    import threads from 'node:worker_threads'
    import { syncBuiltinESMExports } from 'node:module'
    const { Worker } = threads
    let startCount = 0
    threads.Worker = class extends Worker {
      constructor(url, options) {
        startCount++
        super(url, { ...options, ...${change} })
      }
    }
    syncBuiltinESMExports()`
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`, ...importFlags]
}

const failing = `data:text/javascript,${encodeURIComponent(`setImmediate(() => { throw new Error('inside') })`)}`

describe('an exporter thread that fails', { concurrency: true }, () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  const run = (name: string, source: string, { flags = importFlags, url = receiver.url } = {}) => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'none', OTEL_SERVICE_NAME: name }
    const app = runApp({ file: 'app.mjs', source: `${api}\n${source}`, flags, env })
    const names = () => receiver.spans.filter(({ serviceName }) => serviceName === name).map(({ span }) => span.name)
    const lines = () => app.stderr().trimEnd().split('\n')
    return { ...app, names, lines }
  }

  const isStartedAgain = (reason: string): string =>
    `throughline: the exporter thread failed (${reason}); starting it again`
  const isGone = (reason: string): string =>
    `throughline: the exporter thread failed (${reason}); spans are not sent any more`
  const fourTimes = (reason: string): readonly string[] => [
    ...Array.from({ length: maxExporterRestarts }, () => isStartedAgain(reason)),
    isGone(reason),
  ]

  test('is started again, one line says so, and no span is lost or sent twice', async () => {
    const app = run('again', `span('before'); await flush(); await exporters[0].terminate(); span('after')`)
    assert.equal(await app.exited, 0)
    assert.deepEqual(app.names(), ['before', 'after'])
    assert.deepEqual(app.lines(), [isStartedAgain('it ended')])
  })

  test('because something throws in it is started again', async () => {
    const execArgv = `[...options.execArgv, '--import', ${JSON.stringify(failing)}]`
    const source = `span('work'); stay(); await exporterCount(2); process.exit()`
    const app = run('throws', source, {
      flags: withThreadOptions(`(startCount === 1 ? { execArgv: ${execArgv} } : {})`),
    })
    assert.equal(await app.exited, 0)
    assert.deepEqual(app.names(), ['work'])
    assert.deepEqual(app.lines(), [isStartedAgain('inside')])
  })

  test('because it has no memory left is given up like any other', async () => {
    const source = `
      span('work')
      stay()
      for (let i = 0; i <= ${maxExporterRestarts}; i++) {
        const [worker] = await once(process, 'worker')
        worker.once('exit', () => { if (i === ${maxExporterRestarts}) process.exit(7) })
      }`
    const app = run('memory', source, {
      flags: withThreadOptions('{ resourceLimits: { maxOldGenerationSizeMb: 4 } }'),
    })
    assert.equal(await app.exited, 7)
    assert.deepEqual(app.lines(), fourTimes('Worker terminated due to reaching memory limit: JS heap out of memory'))
  })

  test('has what it was sending sent by the next', async () => {
    const busy = await startReceiver()
    const isAsked = new Promise<void>(resolve => busy.answers.push(() => resolve()))
    const source = `
      span('work')
      stay()
      process.once('SIGUSR2', () => exporters[0].terminate())
      process.once('SIGTERM', () => process.exit())`
    const app = run('in flight', source, { url: busy.url })
    await isAsked
    app.process.kill('SIGUSR2')
    await busy.waitForSpans(1)
    app.process.kill('SIGTERM')
    assert.equal(await app.exited, 0)
    assert.deepEqual(
      busy.spans.map(({ span }) => span.name),
      ['work'],
    )
    await busy.close()
  })

  test('has the spans of worker threads sent by the next, also of those that have ended', async () => {
    const silent = await startReceiver()
    silent.answers.push(() => {})
    const source = `
      const start = workerData => new Worker(new URL(import.meta.url), { workerData })
      if (isMainThread) {
        const ended = start('ended')
        await once(ended, 'exit')
        const living = start('living')
        await once(living, 'message')
        await exporters[0].terminate()
        living.postMessage('go on')
        await once(living, 'exit')
        process.exit()
      } else {
        span(workerData)
        if (workerData === 'living') {
          parentPort.postMessage('made')
          parentPort.once('message', () => span('living on'))
        }
      }`
    const app = run('threads', source, { url: silent.url })
    assert.equal(await app.exited, 0, app.stderr())
    assert.deepEqual(silent.spans.map(({ span }) => span.name).sort(), ['ended', 'living', 'living on'])
    await silent.close()
  })

  test('four times is given up, one line says so, and the app runs on', async () => {
    const source = `
      span('first')
      await flush()
      for (let i = 0; i <= ${maxExporterRestarts}; i++) {
        await exporterCount(i + 1)
        await exporters[i].terminate()
      }
      span('lost')
      await flush()
      const thread = new Worker('', { eval: true })
      await once(thread, 'exit')
      console.log(exporters.length)
      process.exit(7)`
    const app = run('four times', source)
    assert.equal(await app.exited, 7)
    assert.equal(app.stdout(), `${maxExporterRestarts + 1}\n`)
    assert.deepEqual(app.names(), ['first'])
    assert.deepEqual(app.lines(), fourTimes('it ended'))
  })
})
