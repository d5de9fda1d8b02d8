import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sourceFlags } from './source-flags.ts'
import { makeNewer } from './testing/newer-api.ts'
import { startReceiver, type TestReceiver } from './testing/receiver.ts'
import { importFlags, repository, requireFlags, runApp } from './testing/run-app.ts'

const installed = join(repository, 'node_modules')
const apiOf = (folder: string) => join(folder, '@opentelemetry/api')

/** The packages of an app with a copy of the API of its own; the SDK has that of the repository. */
function installApi(source: string): string {
  const folder = join(realpathSync(mkdtempSync(join(tmpdir(), 'throughline-api-'))), 'node_modules')
  mkdirSync(join(folder, '@opentelemetry'), { recursive: true })
  cpSync(source, apiOf(folder), { recursive: true })
  for (const name of ['@throughline', 'opentelemetry-api-1.4']) {
    symlinkSync(join(installed, name), join(folder, name), 'junction')
  }
  return folder
}

const removeEither = (name: string, file: string) =>
  new RegExp(
    `^throughline: another OpenTelemetry SDK${name} was started at \\S+${file}:\\d+ after this one and gets no spans; remove either\n$`,
  )

describe('copies of the API in one process', () => {
  let receiver: TestReceiver
  const folders: Record<string, string> = {}
  before(async () => {
    receiver = await startReceiver()
    folders.same = installApi(apiOf(installed))
    folders.older = installApi(join(installed, 'opentelemetry-api-1.4'))
    folders.newer = installApi(apiOf(installed))
    makeNewer(apiOf(folders.newer))
  })
  after(async () => {
    await receiver.close()
    for (const folder of Object.values(folders)) rmSync(dirname(folder), { recursive: true })
  })

  let appCount = 0
  const run = async (nodeModules: string | undefined, file: string, source: string, flags = importFlags) => {
    const service = `app-${++appCount}`
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: service }
    const app = runApp({ file, source, flags, env, ...(nodeModules !== undefined && { nodeModules }) })
    assert.equal(await app.exited, 0)
    const spans = receiver.spans.filter(({ serviceName }) => serviceName === service)
    return { names: spans.map(({ span }) => span.name).sort(), stderr: app.stderr(), stdout: app.stdout() }
  }

  const nested = `
    trace.getTracer('app').startActiveSpan('outer', outer => {
      trace.getTracer('app').startSpan('inner').end()
      outer.end()
    })`
  const forms = {
    'app.cjs': `const { trace } = require('@opentelemetry/api'); ${nested}`,
    'app.mjs': `import { trace } from '@opentelemetry/api'; ${nested}`,
  }
  for (const kind of ['same', 'older']) {
    for (const [file, source] of Object.entries(forms)) {
      for (const flags of [importFlags, requireFlags]) {
        test(`one of the ${kind} version in another folder is traced: ${file} with ${flags.at(-2)}`, async () => {
          const { names, stderr } = await run(folders[kind], file, source, flags)
          assert.deepEqual([names, stderr], [['inner', 'outer'], ''])
        })
      }
    }

    test(`tracers that one of the ${kind} version gave out before the start make real spans after it`, async () => {
      const source = `
        const { trace } = require('@opentelemetry/api')
        const tracer = trace.getTracer('early')
        require('@throughline/node').start()
        tracer.startSpan('late').end()
        trace.getTracer('app').startSpan('later').end()`
      const { names, stderr } = await run(folders[kind], 'app.cjs', source, sourceFlags)
      assert.deepEqual([names, stderr], [['late', 'later'], ''])
    })
  }

  test('one that is newer refuses us, and one line names it', async () => {
    const { names, stderr } = await run(folders.newer, 'app.cjs', forms['app.cjs'])
    assert.deepEqual(names, [])
    assert.match(stderr, /^throughline: \S+ is newer than this SDK: what is traced through it is lost; update .*\n$/)
  })

  test('an older one that is in use before the start keeps us out, and one line says how to be first', async () => {
    const source = `
      const { diag, DiagConsoleLogger, DiagLogLevel } = require('opentelemetry-api-1.4')
      diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.ERROR)
      require('@throughline/node').start()`
    const { stderr } = await run(undefined, 'app.cjs', source, sourceFlags)
    assert.match(
      stderr,
      /^throughline: tracing did not start: @opentelemetry\/api 1\.4\.1 is in use already.*--import.*\n$/,
    )
  })

  const provider = `{ getTracer: () => ({ startSpan: () => ({ end: () => console.log('theirs') }) }) }`
  test('an SDK that is registered through an older one stays what it is', async () => {
    const source = `
      const { trace } = require('opentelemetry-api-1.4')
      trace.setGlobalTracerProvider(${provider})
      require('@throughline/node').start()
      trace.getTracer('app').startSpan('work').end()`
    const { names, stdout, stderr } = await run(undefined, 'app.cjs', source, sourceFlags)
    assert.deepEqual([names, stdout], [[], 'theirs\n'])
    assert.equal(stderr, 'throughline: another OpenTelemetry SDK is registered here; not starting\n')
  })

  const load = {
    'app.cjs': `const { trace } = require('@opentelemetry/api')`,
    'app.mjs': `import { trace } from '@opentelemetry/api'`,
  }
  for (const [file, loading] of Object.entries(load)) {
    for (const kind of ['installed', 'older']) {
      test(`a second SDK gets no spans, and one line says so: ${file}, API ${kind}`, async () => {
        const source = `
          ${loading}
          for (let i = 0; i < 2; i++) trace.setGlobalTracerProvider(${provider})
          trace.getTracer('app').startSpan('work').end()`
        const { names, stdout, stderr } = await run(folders[kind], file, source)
        assert.deepEqual([names, stdout], [['work'], ''])
        assert.match(stderr, removeEither('', file))
      })
    }
  }

  test('the official SDK for Node is such a second one; the diagnostic logger of the app hears what it would', async () => {
    const source = `
      import { diag, DiagLogLevel } from '@opentelemetry/api'
      import { NodeSDK } from '@opentelemetry/sdk-node'
      const none = () => {}
      const error = text => console.log(text.split('\\n')[0])
      diag.setLogger({ error, warn: console.log, info: none, debug: none, verbose: none }, DiagLogLevel.ALL)
      new NodeSDK({ instrumentations: [], metricReaders: [], logRecordProcessors: [] }).start()`
    const { stdout, stderr } = await run(undefined, 'app.mjs', source)
    assert.match(stderr, removeEither(' \\(TracerProvider\\)', 'app.mjs'))
    assert.match(
      stdout,
      /^(Error: @opentelemetry\/api: Attempted duplicate registration of API: (context|propagation|trace)\n){3}$/,
    )
  })
})
