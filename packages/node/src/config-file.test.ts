import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { plain, startReceiver, type TestReceiver } from './testing/receiver.ts'
import { repository, runApp } from './testing/run-app.ts'

/** Answers one request that it makes itself, and tells whether the package that reads YAML was loaded. */
const source = `
const { createServer, get } = require('node:http')
const server = createServer((request, response) => response.end('hello'))
server.listen(0, '127.0.0.1', () => {
  get({ port: server.address().port }, answer => {
    answer.resume()
    answer.on('end', () => {
      const isYaml = path => /[\\\\/]node_modules[\\\\/]yaml[\\\\/]/.test(path)
      console.log(Object.keys(require.cache).some(isYaml) ? 'with yaml' : 'without yaml')
      process.exit(7)
    })
  })
})
`

describe('an app with OTEL_CONFIG_FILE', () => {
  let receiver: TestReceiver
  let folder: string
  before(async () => {
    receiver = await startReceiver()
    folder = mkdtempSync(join(tmpdir(), 'throughline-config-'))
  })
  after(async () => {
    await receiver.close()
    rmSync(folder, { recursive: true })
  })

  const run = async (env: Record<string, string>) => {
    const app = runApp({ file: 'app.cjs', source, env })
    assert.equal(await app.exited, 7)
    return { stdout: app.stdout(), stderr: app.stderr() }
  }
  const fileOf = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }

  test('sends its spans where the file says, with its headers and its resource', async () => {
    const { stdout, stderr } = await run({
      OTEL_CONFIG_FILE: join(repository, 'docs/examples/otel.yaml'),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_RESOURCE_ATTRIBUTES: 'team=shop',
      OTEL_SERVICE_NAME: 'from the file',
      RECEIVER_TOKEN: 'Bearer 1',
      SAMPLE_RATIO: '1',
    })
    assert.equal(stderr, '')
    assert.equal(stdout, 'with yaml\n')
    assert.ok(receiver.spans.some(({ span, serviceName }) => span.kind === 2 && serviceName === 'from the file'))
    const request = receiver.requests.find(({ url }) => url === '/v1/traces')
    assert.equal(request?.headers.authorization, 'Bearer 1')
    assert.equal(request?.headers['content-encoding'], 'gzip')
    const attributes = plain(receiver.resources[0]?.attributes ?? [])
    assert.equal(attributes.team, 'shop')
    assert.equal(attributes['shop.shards'], 4n)
  })

  test('runs as it would without us, and one line says so, where there is no such file', async () => {
    const requestCount = receiver.requests.length
    const { stderr } = await run({
      OTEL_CONFIG_FILE: join(folder, 'missing.yaml'),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    })
    assert.match(stderr, /^throughline: OTEL_CONFIG_FILE: ".+missing\.yaml" is not a readable file .+; not starting\n$/)
    assert.equal(receiver.requests.length, requestCount)
  })

  test('is told nothing, by no thread, where the file says so', async () => {
    const nobody = '{batch: {exporter: {otlp_http: {endpoint: "http://127.0.0.1:1/v1/traces"}}}}'
    const text = (level: string) =>
      `file_format: "1.0"\nlog_level: ${level}\ndisabled: 5\ntracer_provider: {processors: [${nobody}]}`
    const silent = await run({ OTEL_CONFIG_FILE: fileOf('silent.yaml', text('fatal')) })
    assert.equal(silent.stderr, '')
    const env = { OTEL_CONFIG_FILE: fileOf('loud.yaml', text('info')), OTEL_LOG_LEVEL: 'none' }
    const { stderr } = await run(env)
    assert.match(stderr, /loud\.yaml:3:1 disabled: "5" is not one of true, false/)
    assert.match(stderr, /127\.0\.0\.1:1/, 'of the thread that sends')
  })

  test('loads no YAML where the variable is not set', async () => {
    const { stdout } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })
    assert.equal(stdout, 'without yaml\n')
  })
})
