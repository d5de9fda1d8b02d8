import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, startReceiver, type TestReceiver } from '../testing/receiver.ts'
import { runApp } from '../testing/run-app.ts'

/** Makes a span in each place where code of an app may run. */
const source = `
const { trace } = require('@opentelemetry/api')
const { fork } = require('node:child_process')
const { isMainThread, Worker } = require('node:worker_threads')
trace.getTracer('app').startSpan('work').end()
if (isMainThread && process.env.EVERYWHERE && process.send === undefined) {
  new Worker(__filename)
  fork(__filename)
}
`
const files = { 'package.json': '{"name":"orders","version":"1.4.2"}' }

describe('the resource of an app', () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  const run = async (env: Record<string, string> = {}) => {
    const known = receiver.resources.length
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env }
    const app = runApp({ file: 'app.cjs', source, files, env: settings })
    assert.equal(await app.exited, 0)
    assert.equal(app.stderr(), '')
    return receiver.resources.slice(known).map(({ attributes }) => plain(attributes))
  }

  test('has the name and version of its package, and says what runs it where', async () => {
    const [attributes = {}] = await run()
    assert.equal(attributes['service.name'], 'orders')
    assert.equal(attributes['service.version'], '1.4.2')
    assert.match(String(attributes['service.instance.id']), /^[\da-f-]{36}$/)
    assert.equal(attributes['process.executable.path'], process.execPath)
    assert.equal(attributes['process.runtime.version'], process.versions.node)
    assert.match(String(attributes['process.command']), /app\.cjs$/)
    for (const name of ['host.name', 'host.arch', 'os.type', 'os.version']) assert.ok(attributes[name], name)
    assert.equal(attributes['telemetry.distro.name'], 'throughline')
  })

  test('has what the settings say rather than what is found', async () => {
    const [attributes = {}] = await run({
      OTEL_SERVICE_NAME: 'named',
      OTEL_RESOURCE_ATTRIBUTES: 'host.name=elsewhere,service.namespace=shop',
    })
    assert.equal(attributes['service.name'], 'named')
    assert.equal(attributes['service.version'], undefined, 'that of the package is of another service')
    assert.equal(attributes['service.namespace'], 'shop')
    assert.equal(attributes['host.name'], 'elsewhere')
  })

  test('has a name of last resort, and nothing else where nothing may be looked for', async () => {
    const [attributes = {}] = await run({ OTEL_NODE_RESOURCE_DETECTORS: 'none' })
    assert.deepEqual(Object.keys(attributes).sort(), [
      'service.name',
      'telemetry.distro.name',
      'telemetry.distro.version',
      'telemetry.sdk.language',
      'telemetry.sdk.name',
      'telemetry.sdk.version',
    ])
    assert.equal(attributes['service.name'], 'unknown_service:node')
  })

  test('is that of each of its threads and processes', async () => {
    const resources = await run({ EVERYWHERE: 'yes' })
    assert.deepEqual(new Set(resources.map(each => each['service.name'])), new Set(['orders']))
    assert.equal(new Set(resources.map(each => each['service.instance.id'])).size, 3)
    assert.equal(new Set(resources.map(each => each['process.pid'])).size, 2)
    const isThread = (each: Record<string, unknown>) => each['process.command'] === undefined
    assert.equal(resources.filter(isThread).length, 1, 'a thread has arguments of its own')
  })
})
