import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startReceiver, type TestReceiver } from './testing/receiver.ts'
import { repository, runApp } from './testing/run-app.ts'

const serve = (load: string) => `
${load}
const server = createServer((request, response) => withSpan('work', {}, () => response.end('hello')))
server.listen(0, '127.0.0.1', async () => {
  const answer = await fetch('http://127.0.0.1:' + server.address().port)
  await answer.text()
  process.exit(7)
})
`
const commonJs = serve(`
  const { createServer } = require('node:http')
  const { withSpan } = require('@throughline/node')`)
const esm = serve(`
  import { createServer } from 'node:http'
  import { withSpan } from '@throughline/node'`)

/** What npm gives an app: our tarballs unpacked, beside what they depend on. Gives the folder that holds node_modules. */
function installPacked(): string {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-packed-'))
  for (const name of ['otlp', 'node']) {
    const target = join(folder, 'node_modules/@throughline', name)
    mkdirSync(target, { recursive: true })
    const pack = ['pack', '--silent', '--pack-destination', folder]
    const tarball = execFileSync('npm', pack, { cwd: join(repository, 'packages', name), encoding: 'utf8' }).trim()
    execFileSync('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', target])
  }
  for (const others of ['node_modules/@opentelemetry', 'node_modules/yaml']) {
    symlinkSync(join(repository, others), join(folder, others), 'junction')
  }
  return folder
}

describe('the SDK as it is published', () => {
  let receiver: TestReceiver
  let installed: string
  before(async () => {
    installed = installPacked()
    receiver = await startReceiver()
  })
  after(async () => {
    await receiver.close()
    rmSync(installed, { recursive: true })
  })

  for (const flag of ['--import', '--require']) {
    for (const [file, source] of [
      ['app.cjs', commonJs],
      ['app.mjs', esm],
    ] as const) {
      test(`traces ${file} by ${flag}, warns of nothing, and delivers all when the app exits at once`, async () => {
        const service = `${flag} ${file}`
        const app = runApp({
          file,
          source,
          nodeModules: join(installed, 'node_modules'),
          flags: [flag, '@throughline/node/register'],
          env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: service },
        })
        assert.deepEqual([await app.exited, app.stderr()], [7, ''])
        const spans = receiver.spans.filter(({ serviceName }) => serviceName === service)
        assert.deepEqual(spans.map(({ span }) => span.name).sort(), ['GET', 'GET', 'work'])
      })
    }
  }

  test('reads a file of settings', async () => {
    const app = runApp({
      file: 'app.mjs',
      source: esm,
      nodeModules: join(installed, 'node_modules'),
      flags: ['--import', '@throughline/node/register'],
      env: {
        OTEL_CONFIG_FILE: join(repository, 'docs/examples/otel.yaml'),
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_SERVICE_NAME: 'by file',
        SAMPLE_RATIO: '1',
      },
    })
    assert.deepEqual([await app.exited, app.stderr()], [7, ''])
    assert.equal(receiver.spans.filter(({ serviceName }) => serviceName === 'by file').length, 3)
  })

  test('is one SDK, however often and in how many copies it is started', async () => {
    const nodeModules = join(installed, 'node_modules')
    cpSync(join(nodeModules, '@throughline/node'), join(nodeModules, '@throughline/second'), { recursive: true })
    const source = `
      import { createRequire } from 'node:module'
      import { start, withSpan } from '@throughline/node'
      import * as second from '@throughline/second'
      const required = createRequire(import.meta.url)('@throughline/node')
      for (const each of [start, second.start, required.start]) each({ serviceName: 'late' })
      for (const each of [withSpan, second.withSpan, required.withSpan]) each('work', {}, () => {})
      await second.flush()
      process.kill(process.pid, 'SIGKILL')`
    const app = runApp({
      file: 'app.mjs',
      source,
      nodeModules,
      flags: ['--import', '@throughline/node/register', '--require', '@throughline/second/register'],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'first' },
    })
    assert.deepEqual([await app.exited, app.stderr()], [null, ''])
    const spans = receiver.spans.filter(({ serviceName }) => serviceName === 'first')
    assert.deepEqual(
      spans.map(({ span }) => span.name),
      ['work', 'work', 'work'],
    )
  })
})
