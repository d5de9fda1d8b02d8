import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { sourceFlags } from './source-flags.ts'
import { plain, startReceiver, type TestReceiver } from './testing/receiver.ts'
import { importFlags, runApp } from './testing/run-app.ts'

const manualSpan = `
import { trace } from '@opentelemetry/api'
trace.getTracer('app').startSpan('work').end()
`

describe('the SDK in the life of a process', () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  let appCount = 0
  const run = (source: string, { flags = importFlags, file = 'app.mjs', env = {} as Record<string, string> } = {}) => {
    const service = `app-${++appCount}`
    const exporting = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: service }
    const app = runApp({ file, source, flags, env: { ...exporting, ...env } })
    const names = () => receiver.spans.filter(({ serviceName }) => serviceName === service).map(({ span }) => span.name)
    return { ...app, names }
  }

  test('a script that ends by itself at once has its spans sent', async () => {
    const app = run(manualSpan)
    assert.equal(await app.exited, 0)
    assert.deepEqual(app.names(), ['work'])
  })

  test('a script is told of what it lost when it ends, since it does not live for the next report', async () => {
    const app = run(`${manualSpan}
      trace.getTracer('app').startSpan('huge', { attributes: { text: 'x'.repeat(5_000_000) } }).end()
      process.exit(0)`)
    assert.equal(await app.exited, 0)
    assert.deepEqual(app.names(), ['work'])
    assert.equal(app.stderr(), 'throughline: dropped 1 span in the last minute: 1 larger than a span may be\n')
  })

  test('an app that makes no span is none the wiser', async () => {
    const app = run(`console.log('hello')`)
    assert.equal(await app.exited, 0)
    assert.deepEqual([app.stdout(), app.stderr(), app.names()], ['hello\n', '', []])
  })

  test('NODE_OPTIONS starts it as well, and not in its own thread', async () => {
    const app = run(manualSpan, { flags: [], env: { NODE_OPTIONS: importFlags.join(' ') } })
    assert.equal(await app.exited, 0)
    assert.deepEqual([app.names(), app.stderr()], [['work'], ''])
  })

  test('an uncaught exception ends the app as ever, with its spans sent', async () => {
    const app = run(`${manualSpan}; throw new Error('the app fails')`)
    assert.equal(await app.exited, 1)
    assert.match(app.stderr(), /the app fails/)
    assert.deepEqual(app.names(), ['work'])
  })

  test('a blocked event loop does not hold its spans back', async () => {
    const app = run(`${manualSpan}; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`)
    await receiver.waitFor(() => app.names().length === 1)
    app.process.kill('SIGKILL')
    await app.exited
  })

  test('starting twice, by flag and in code, changes nothing', async () => {
    const app = run(
      `import { start } from '@throughline/node'; start({ serviceName: 'other' }); start(); ${manualSpan}`,
    )
    assert.equal(await app.exited, 0)
    assert.deepEqual(app.names(), ['work'])
    assert.equal(app.stderr(), '')
  })

  test('a tracer that was taken before start() makes real spans, in ESM', async () => {
    const source = `
      import { trace } from '@opentelemetry/api'
      import { start } from '@throughline/node'
      const tracer = trace.getTracer('early')
      start()
      tracer.startSpan('late').end()`
    const app = run(source, { flags: sourceFlags })
    assert.equal(await app.exited, 0)
    assert.deepEqual(app.names(), ['late'])
  })

  test('a tracer that was taken before start() makes real spans, in CommonJS', async () => {
    const source = `
      const { trace } = require('@opentelemetry/api')
      const tracer = trace.getTracer('early')
      const { start } = require('@throughline/node')
      start()
      tracer.startActiveSpan('outer', outer => {
        trace.getTracer('late').startSpan('inner').end()
        outer.end()
      })`
    const app = run(source, { flags: sourceFlags, file: 'app.cjs' })
    assert.equal(await app.exited, 0)
    assert.deepEqual(app.names().sort(), ['inner', 'outer'])
  })

  test('flush() resolves once the spans are with the receiver', async () => {
    const app = run(
      `import { flush } from '@throughline/node'; ${manualSpan}; await flush(); console.log('flushed'); process.kill(process.pid, 'SIGKILL')`,
    )
    assert.equal(await app.exited, null)
    assert.match(app.stdout(), /flushed/)
    assert.deepEqual(app.names(), ['work'])
  })

  test('shutdown() sends what there is, and start() works again', async () => {
    const source = `
      import { trace } from '@opentelemetry/api'
      import { start, shutdown, withSpan } from '@throughline/node'
      const span = name => withSpan(name + ', with', {}, () => trace.getTracer('app').startSpan(name).end())
      span('before')
      await shutdown()
      span('between')
      start()
      span('after')`
    const app = run(source)
    assert.equal(await app.exited, 0)
    assert.deepEqual(app.names().sort(), ['after', 'after, with', 'before', 'before, with'])
  })

  test('OTEL_SDK_DISABLED leaves the app alone', async () => {
    const app = run(manualSpan, { env: { OTEL_SDK_DISABLED: 'true' } })
    assert.equal(await app.exited, 0)
    assert.deepEqual(app.names(), [])
    assert.equal(app.stderr(), '')
  })

  test('OTEL_TRACES_EXPORTER=none makes spans that go nowhere', async () => {
    const app = run(`${manualSpan}; import { flush } from '@throughline/node'; await flush()`, {
      env: { OTEL_TRACES_EXPORTER: 'none' },
    })
    assert.equal(await app.exited, 0)
    assert.deepEqual([app.names(), app.stderr()], [[], ''])
  })

  test('another SDK that is registered already stays, and one line says so', async () => {
    const source = `
      import { trace } from '@opentelemetry/api'
      import { start } from '@throughline/node'
      trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: () => ({ end: () => console.log('theirs') }) }) })
      start()
      trace.getTracer('app').startSpan('work').end()`
    const app = run(source, { flags: sourceFlags })
    assert.equal(await app.exited, 0)
    assert.equal(app.stdout(), 'theirs\n')
    assert.equal(app.stderr().split('\n').length, 2)
  })

  test('a wrong setting is one line, and the app runs', async () => {
    const app = run(manualSpan, { env: { OTEL_EXPORTER_OTLP_TIMEOUT: 'soon' } })
    assert.equal(await app.exited, 0)
    const line = 'throughline: OTEL_EXPORTER_OTLP_TIMEOUT: "soon" is not a number, 1 to 600000; using 10000\n'
    assert.equal(app.stderr(), line)
    assert.deepEqual(app.names(), ['work'])
  })

  test('unsampled spans stay in the process, and tell the next one so', async () => {
    const source = `
      import { createServer } from 'node:http'
      import { trace } from '@opentelemetry/api'
      const server = createServer((request, response) => response.end(request.headers.traceparent))
      server.listen(0, '127.0.0.1', async () => {
        const answer = await fetch('http://127.0.0.1:' + server.address().port)
        console.log(await answer.text())
        process.exit()
      })`
    // A first request on a busy machine is slow, and would be kept for that.
    const env = { OTEL_TRACES_SAMPLER: 'always_off', THROUGHLINE_KEEP_TRACES_PER_SECOND: '0' }
    const app = run(source, { env })
    assert.equal(await app.exited, 0)
    assert.match(app.stdout(), /^00-[0-9a-f]{32}-[0-9a-f]{16}-00\n$/)
    assert.deepEqual(app.names(), [])
  })

  test('a worker thread of the app is traced like a process of its own', async () => {
    const source = `
      import { Worker, isMainThread } from 'node:worker_threads'
      import { trace } from '@opentelemetry/api'
      if (isMainThread) new Worker(new URL(import.meta.url))
      trace.getTracer('app').startSpan(isMainThread ? 'main' : 'worker').end()`
    const app = run(source)
    assert.equal(await app.exited, 0)
    assert.deepEqual(app.names().sort(), ['main', 'worker'])
  })
})

describe('an app whose receiver is not there', () => {
  const busyApp = `
    import { trace } from '@opentelemetry/api'
    const tracer = trace.getTracer('app')
    const timer = setInterval(() => tracer.startSpan('tick').end(), 1)
    process.on('SIGTERM', () => { clearInterval(timer); console.log('ticked') })`

  test('prints one line, and its spans arrive when the receiver comes back', async () => {
    const gone = await startReceiver()
    await gone.close()
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: gone.url, OTEL_BSP_SCHEDULE_DELAY: '5' }
    const app = runApp({ file: 'app.mjs', source: busyApp, env })
    const line = await app.errorLine(text => text.startsWith('throughline'))
    assert.match(line, /^throughline: cannot reach http:\/\/127\.0\.0\.1:\d+\/v1\/traces \(ECONNREFUSED\); retrying/)

    const receiver = await startReceiver(Number(new URL(gone.url).port))
    await receiver.waitForSpans(1)
    app.process.kill('SIGTERM')
    assert.equal(await app.exited, 0)
    assert.equal(app.stderr(), `${line}\n`)
    await receiver.close()
  })

  test('exits as it would, with its own exit code', async () => {
    const gone = await startReceiver()
    await gone.close()
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: gone.url }
    const app = runApp({ file: 'app.mjs', source: `${manualSpan}; process.exit(3)`, env })
    assert.equal(await app.exited, 3)
    assert.equal(app.stderr().split('\n').length, 2)
  })

  test('is not held by flush()', async () => {
    const gone = await startReceiver()
    await gone.close()
    const source = `${manualSpan}; import { flush } from '@throughline/node'; await flush(); console.log('on')`
    const app = runApp({ file: 'app.mjs', source, env: { OTEL_EXPORTER_OTLP_ENDPOINT: gone.url } })
    assert.equal(await app.exited, 0)
    assert.equal(app.stdout(), 'on\n')
  })

  test('exits also when the receiver takes the connection and never answers, and is told what was lost', async () => {
    const silent: Server = createServer(() => {})
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    assert.ok(address !== null && typeof address === 'object')
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${address.port}` }
    const app = runApp({ file: 'app.mjs', source: `${manualSpan}; process.exit(3)`, env })
    assert.equal(await app.exited, 3)
    assert.equal(app.stderr(), 'throughline: the process ended before 1 span could be sent\n')
    silent.close()
  })
})

test('the resource names the process, and what the environment adds', async () => {
  const receiver = await startReceiver()
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=ignored,deployment.environment.name=test%20bed',
    OTEL_SERVICE_NAME: 'shop',
  }
  const app = runApp({ file: 'app.mjs', source: manualSpan, env })
  await app.exited
  const resource = plain(receiver.resources[0]?.attributes ?? [])
  assert.equal(resource['service.name'], 'shop')
  assert.equal(resource['deployment.environment.name'], 'test bed')
  assert.equal(resource['process.pid'], BigInt(app.process.pid ?? 0))
  assert.equal(resource['telemetry.sdk.name'], 'throughline')
  await receiver.close()
})
