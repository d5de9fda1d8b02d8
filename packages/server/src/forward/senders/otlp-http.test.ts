import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Signal } from '../../pipeline/payload.ts'
import { openTestForwarder } from '../testing/forwarder.ts'
import { startReceiver } from '../testing/receiver.ts'
import { spanNamesOf, spansNamed } from '../testing/spans.ts'
import { openOtlpHttpSender } from './otlp-http.ts'

test('each signal has its path behind the endpoint', async t => {
  const receiver = await startReceiver(t)
  const forwarder = await openTestForwarder(t, { type: 'otlp_http', endpoint: `${receiver.url}/otlp/` })
  const paths = {
    traces: '/otlp/v1/traces',
    metrics: '/otlp/v1/metrics',
    logs: '/otlp/v1/logs',
    profiles: '/otlp/v1development/profiles',
  }
  for (const signal of Object.keys(paths) as Signal[]) {
    await forwarder.take({ signal, bytes: new Uint8Array(), itemCount: 1 })
  }
  await receiver.requestCount(4)
  assert.deepEqual(receiver.requests.map(({ path }) => path).sort(), Object.values(paths).sort())
})

for (const [compression, encoding] of [
  ['gzip', 'gzip'],
  ['zstd', 'zstd'],
  ['none', undefined],
] as const) {
  test(`compression ${compression} is told and done`, async t => {
    const receiver = await startReceiver(t)
    const forwarder = await openTestForwarder(t, { type: 'otlp_http', endpoint: receiver.url, compression })
    await forwarder.take(spansNamed('a'))
    await receiver.requestCount(1)
    const [request] = receiver.requests
    assert.equal(request?.headers['content-encoding'], encoding)
    assert.equal(request?.headers['content-type'], 'application/x-protobuf')
    assert.deepEqual(spanNamesOf(request?.body ?? Buffer.alloc(0)), ['a'])
  })
}

test('a name and a password, a token, and headers are sent along', async t => {
  const receiver = await startReceiver(t)
  const cases = [
    { auth: { username: 'Aladdin', password: 'open sesame' }, expected: 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==' },
    { auth: { bearer: 'abc' }, expected: 'Bearer abc' },
    { headers: { Authorization: 'own' }, expected: 'own' },
  ]
  for (const [at, { expected, ...more }] of cases.entries()) {
    const forwarder = await openTestForwarder(t, { type: 'otlp_http', endpoint: receiver.url, ...more })
    await forwarder.take(spansNamed('a'))
    await receiver.requestCount(at + 1)
    assert.equal(receiver.requests[at]?.headers.authorization, expected)
  }
})

test('a request is too large by the code, or where the receiver has no code for it by its words', async t => {
  const receiver = await startReceiver(t)
  const sender = openOtlpHttpSender({ url: receiver.url, compression: 'none', headers: {}, timeoutMs: 10_000, tls: {} })
  t.after(sender.close)
  for (const [status, words, kind] of [
    [413, '', 'too_large'],
    [400, 'http: request body too large', 'too_large'],
    [400, 'this span is bad', 'refused'],
    [429, 'the body is larger than what is left of your minute', 'unavailable'],
  ] as const) {
    receiver.answer = response => response.writeHead(status).end(words)
    assert.equal((await sender.send(spansNamed('a'))).kind, kind)
  }
})
