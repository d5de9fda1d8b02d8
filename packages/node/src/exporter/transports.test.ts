import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { createAuthority } from '@throughline/otlp/testing'
import { startGrpcReceiver } from '../testing/otlp-grpc-receiver.ts'
import { startHttpReceiver } from '../testing/otlp-http-receiver.ts'
import type { OtlpReceiver } from '../testing/otlp-receiver.ts'
import { runApp } from '../testing/run-app.ts'

/** An app that ends by itself: what it recorded has then been sent, or given up. */
const source = `
import { trace } from '@opentelemetry/api'
trace.getTracer('app').startSpan('work').end()
console.log('served')
`

describe('an app', () => {
  const authority = createAuthority()
  const us = authority.issue()
  const folder = mkdtempSync(join(tmpdir(), 'throughline-transports-'))
  const file = (name: string): string => join(folder, name)
  let receiver: OtlpReceiver
  before(() => {
    writeFileSync(file('ca.pem'), authority.cert)
    writeFileSync(file('other-ca.pem'), createAuthority().cert)
    writeFileSync(file('us.pem'), us.cert)
    writeFileSync(file('us.key'), us.key)
  })
  after(() => rmSync(folder, { recursive: true }))
  afterEach(() => receiver.close())

  const run = async (env: Record<string, string>) => {
    const app = runApp({ file: 'app.mjs', source, env })
    assert.equal(await app.exited, 0)
    assert.equal(app.stdout(), 'served\n')
    return app.stderr()
  }
  const spanNames = () =>
    receiver.requests.flatMap(({ traces }) =>
      traces.resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
      ),
    )

  for (const [protocol, start] of [
    ['http/protobuf', startHttpReceiver],
    ['http/json', startHttpReceiver],
    ['grpc', startGrpcReceiver],
  ] as const) {
    test(`sends by ${protocol}, compressed and with its headers`, async () => {
      receiver = await start()
      const stderr = await run({
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-tenant=shop',
      })
      assert.equal(stderr, '')
      assert.deepEqual(spanNames(), ['work'])
      assert.equal(receiver.requests[0]?.headers['x-tenant'], 'shop')
    })

    test(`sends by ${protocol} to a receiver of a private authority that asks who it is`, async () => {
      receiver = await start({ ...authority.issue(), ca: authority.cert })
      const stderr = await run({
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_CERTIFICATE: file('ca.pem'),
        OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: file('us.pem'),
        OTEL_EXPORTER_OTLP_CLIENT_KEY: file('us.key'),
      })
      assert.equal(stderr, '')
      assert.deepEqual(spanNames(), ['work'])
    })

    test(`runs on and says one line where it does not trust its receiver of ${protocol}`, async () => {
      receiver = await start(authority.issue())
      const stderr = await run({
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_CERTIFICATE: file('other-ca.pem'),
      })
      assert.match(stderr, /^throughline: cannot reach https:.+ \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)[^\n]+\n$/)
      assert.deepEqual(spanNames(), [])
    })
  }

  test('runs on and says one line for each thing that is wrong with its settings', async () => {
    receiver = await startHttpReceiver()
    const stderr = await run({
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc-web',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: 'soon',
    })
    assert.equal(stderr.split('\n').length, 3, stderr)
    assert.deepEqual(spanNames(), ['work'])
  })

  test('says nothing at all where it is asked for silence', async () => {
    receiver = await startHttpReceiver(authority.issue())
    const wrong = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc-web', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.url }
    assert.equal(await run({ ...wrong, OTEL_LOG_LEVEL: 'NONE' }), '')
  })
})
