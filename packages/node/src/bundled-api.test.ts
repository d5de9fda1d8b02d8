import assert from 'node:assert/strict'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { installBundle } from './testing/bundle.ts'
import { makeNewer } from './testing/newer-api.ts'
import { startReceiver, type TestReceiver } from './testing/receiver.ts'
import { repository, runApp } from './testing/run-app.ts'

const spans = `tracer.startSpan('early').end(); trace.getTracer('app').startSpan('later').end()`
const apps = {
  'app.cjs': {
    registered: `const { trace } = require('@opentelemetry/api'); const tracer = trace.getTracer('app'); ${spans}`,
    started: `
      const { trace } = require('@opentelemetry/api')
      const tracer = trace.getTracer('app')
      import('@throughline/node').then(({ start }) => { start(); ${spans} })`,
  },
  'app.mjs': {
    registered: `import { trace } from '@opentelemetry/api'; const tracer = trace.getTracer('app'); ${spans}`,
    started: `
      import { trace } from '@opentelemetry/api'
      import { start } from '@throughline/node'
      const tracer = trace.getTracer('app')
      start(); ${spans}`,
  },
} as const

describe('the copy of the API inside of the published SDK', () => {
  let receiver: TestReceiver
  const bundles: Record<string, ReturnType<typeof installBundle>> = {}
  before(async () => {
    receiver = await startReceiver()
    for (const kind of ['same', 'newer']) {
      const bundle = installBundle()
      const api = join(bundle.nodeModules, '@opentelemetry')
      rmSync(api)
      cpSync(join(repository, 'node_modules/@opentelemetry/api'), join(api, 'api'), { recursive: true })
      if (kind === 'newer') makeNewer(join(api, 'api'))
      bundles[kind] = bundle
    }
  })
  after(async () => {
    await receiver.close()
    for (const { remove } of Object.values(bundles)) remove()
  })

  const run = async (kind: string, file: string, source: string, isRegistered: boolean) => {
    const { nodeModules, flags } = bundles[kind] ?? assert.fail()
    const service = `${kind} ${file} ${isRegistered} ${source.length}`
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: service }
    const app = runApp({ file, source, nodeModules, flags: isRegistered ? flags : [], env })
    assert.equal(await app.exited, 0, app.stderr())
    const names = receiver.spans.filter(({ serviceName }) => serviceName === service).map(({ span }) => span.name)
    return { names: names.sort(), stderr: app.stderr() }
  }

  for (const kind of ['same', 'newer']) {
    for (const [file, { registered, started }] of Object.entries(apps)) {
      test(`serves an app whose own is ${kind}: ${file}, by --import`, async () => {
        assert.deepEqual(await run(kind, file, registered, true), { names: ['early', 'later'], stderr: '' })
      })

      test(`serves an app whose own is ${kind}: ${file}, started in code after a tracer was taken`, async () => {
        assert.deepEqual(await run(kind, file, started, false), { names: ['early', 'later'], stderr: '' })
      })
    }
  }

  for (const load of [
    `const { trace } = require('@opentelemetry/api')`,
    `import { trace } from '@opentelemetry/api'`,
  ]) {
    const file = load.startsWith('import') ? 'app.mjs' : 'app.cjs'
    test(`hears of a second SDK, and one line says so: ${file}`, async () => {
      const { stderr } = await run('same', file, `${load}; trace.setGlobalTracerProvider({ getTracer() {} })`, true)
      assert.match(
        stderr,
        /^throughline: another OpenTelemetry SDK was started at .*app\.[cm]js:\d+ after this one.*\n$/,
      )
    })
  }

  test('lets the SDK start again after its end, also where the app’s own is newer', async () => {
    const source = `
      import { shutdown, start, withSpan } from '@throughline/node'
      start()
      withSpan('first', {}, () => {})
      await shutdown()
      start()
      withSpan('second', {}, () => {})`
    assert.deepEqual(await run('newer', 'app.mjs', source, false), { names: ['first', 'second'], stderr: '' })
  })
})
