import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createAuthority } from '@throughline/otlp/testing'
import type { Environment } from './environment.ts'
import { readSettings } from './read-settings.ts'
import type { OtlpEndpoint } from './settings.ts'

const read = (environment: Environment) => readSettings({}, environment)
const complaintsOf = (environment: Environment): readonly string[] => read(environment).complaints
const endpointOf = (environment: Environment): OtlpEndpoint => {
  const { settings, complaints } = read(environment)
  assert.deepEqual(complaints, [])
  return settings.exporter.traces
}

describe('the endpoint of a signal', () => {
  for (const [environment, url] of [
    [{}, 'http://localhost:4318/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example/base//' }, 'https://otlp.example/base/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://h:1/?tenant=a' }, 'http://h:1/v1/traces?tenant=a'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://h:1' }, 'http://h:1'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://h:1/my/spans/' }, 'http://h:1/my/spans/'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'http://localhost:4318/v1/traces'],
  ] as const) {
    test(`is ${url} over HTTP for ${JSON.stringify(environment)}`, () => {
      assert.equal(endpointOf(environment).url, url)
    })
  }

  for (const [environment, url] of [
    [{}, 'http://localhost:4317'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://h:4317/' }, 'http://h:4317'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example/ignored' }, 'https://otlp.example'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'h:5317' }, 'https://h:5317'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'h:443' }, 'https://h'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'h' }, 'https://h:4317'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '[::1]' }, 'https://[::1]:4317'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'h:5317', OTEL_EXPORTER_OTLP_INSECURE: 'true' }, 'http://h:5317'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://h:1', OTEL_EXPORTER_OTLP_INSECURE: 'true' }, 'https://h:1'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'h:1', OTEL_EXPORTER_OTLP_TRACES_INSECURE: 'true' }, 'http://h:1'],
  ] as const) {
    test(`is ${url} over gRPC for ${JSON.stringify(environment)}`, () => {
      assert.equal(endpointOf({ OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc', ...environment }).url, url)
    })
  }

  test('has the options of its own signal, and where they are wrong those of all signals', () => {
    const general = {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    }
    const own = {
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '2000',
      OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'none',
    }
    const { protocol, timeoutMs, isGzip } = endpointOf({ ...general, ...own })
    assert.deepEqual({ protocol, timeoutMs, isGzip }, { protocol: 'grpc', timeoutMs: 2000, isGzip: false })
    const wrong = Object.fromEntries(Object.keys(own).map(name => [name, 'wrong']))
    const { settings, complaints } = read({ ...general, ...wrong })
    assert.equal(settings.exporter.traces.protocol, 'http/json')
    assert.equal(settings.exporter.traces.timeoutMs, 1000)
    assert.equal(settings.exporter.traces.isGzip, true)
    assert.deepEqual(complaints, [
      'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "wrong" is not one of http/protobuf, http/json, grpc; using http/json',
      'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: "wrong" is not a number, 1 to 600000; using 1000',
      'OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: "wrong" is not one of none, gzip; using gzip',
    ])
  })

  for (const [environment, sentence] of [
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'http' },
      'OTEL_EXPORTER_OTLP_PROTOCOL: "http" is not one of http/protobuf, http/json, grpc; using http/protobuf',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: '/v1/traces' },
      'OTEL_EXPORTER_OTLP_ENDPOINT: "/v1/traces" is not an http:// or https:// URL; using http://localhost:4318',
    ],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: 'unix:///tmp/otlp.sock' },
      'OTEL_EXPORTER_OTLP_ENDPOINT: "unix:///tmp/otlp.sock" is not an http:// or https:// URL or host:port; using http://localhost:4317',
    ],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_INSECURE: 'yes' },
      'OTEL_EXPORTER_OTLP_INSECURE: "yes" is not one of true, false; using false',
    ],
    // Of no meaning for HTTP; but whoever has set it should hear that it is wrong.
    [
      { OTEL_EXPORTER_OTLP_TRACES_INSECURE: '1' },
      'OTEL_EXPORTER_OTLP_TRACES_INSECURE: "1" is not one of true, false; using false',
    ],
    [{ OTEL_TRACES_EXPORTER: 'otlp,console' }, 'OTEL_TRACES_EXPORTER: "console" is not one of otlp, none; using otlp'],
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER: "zipkin" is not one of otlp, none; using otlp'],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://ann:secret@h:1', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'h:1' },
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "h:1" is not an http:// or https:// URL; using http://REDACTED@h:1/v1/traces',
    ],
  ] as const) {
    test(`says one sentence of ${JSON.stringify(environment)}`, () => {
      assert.deepEqual(complaintsOf(environment), [sentence])
    })
  }

  test('keeps header names in lower case, so that an option wins however it is written', () => {
    const environment = { OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=a,X-Tenant=b' }
    const { settings } = readSettings({ headers: { AUTHORIZATION: 'c' } }, environment)
    assert.deepEqual(settings.exporter.traces.headers, { authorization: 'c', 'x-tenant': 'b' })
  })
})

describe('the endpoint of metrics', () => {
  const metricsOf = (environment: Environment) => read(environment).settings.exporter.metrics.otlp?.endpoint

  test('has variables of its own, and shares those of all signals', () => {
    const metrics = metricsOf({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://h:1',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://h:2/numbers',
      OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '1',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-tenant=numbers',
    })
    assert.equal(metrics?.url, 'http://h:2/numbers')
    assert.equal(metrics?.timeoutMs, 10_000)
    assert.deepEqual(metrics?.headers, { 'x-tenant': 'numbers' })
    assert.equal(metricsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://h:1' })?.url, 'http://h:1/v1/metrics')
  })

  test('speaks what traces speak, unless it is told otherwise', () => {
    const environment = { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: 'h:1' }
    assert.deepEqual(complaintsOf(environment), [])
    assert.equal(metricsOf(environment)?.protocol, 'grpc')
    assert.equal(metricsOf({ OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json' })?.protocol, 'http/json')
  })

  test('does not exist where nobody wants metrics by OTLP', () => {
    assert.equal(metricsOf({ OTEL_METRICS_EXPORTER: 'none' }), undefined)
    assert.equal(metricsOf({ OTEL_METRICS_EXPORTER: 'prometheus,console' }), undefined)
    assert.deepEqual(complaintsOf({ OTEL_METRICS_EXPORTER: 'statsd' }), [
      'OTEL_METRICS_EXPORTER: "statsd" is not one of otlp, prometheus, console, none; using otlp',
    ])
  })

  test('is told once of what is wrong for all signals', () => {
    assert.equal(complaintsOf({ OTEL_EXPORTER_OTLP_TIMEOUT: '0', OTEL_EXPORTER_OTLP_HEADERS: 'a' }).length, 2)
  })
})

describe('the certificates of a signal', () => {
  const authority = createAuthority()
  const [us, others] = [authority.issue(), authority.issue()]
  let folder = ''
  const file = (name: string): string => join(folder, name)
  const secure = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example' }
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-certificates-'))
    writeFileSync(file('ca.pem'), authority.cert)
    writeFileSync(file('half.pem'), authority.cert + us.cert.replace(/\n.{10}/, '\n'))
    writeFileSync(file('us.pem'), us.cert)
    writeFileSync(file('us.key'), us.key)
    writeFileSync(file('others.key'), others.key)
    writeFileSync(file('text'), 'no certificate')
  })
  after(() => rmSync(folder, { recursive: true }))

  test('are read at start, those of the signal first', () => {
    const environment = {
      ...secure,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_CERTIFICATE: file('text'),
      OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: file('ca.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: file('us.pem'),
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: file('us.key'),
    }
    assert.deepEqual(endpointOf(environment).tls, { ca: authority.cert, ...us })
  })

  test('are not used where the connection is not secure, and checked all the same', () => {
    assert.deepEqual(endpointOf({ OTEL_EXPORTER_OTLP_CERTIFICATE: file('ca.pem') }).tls, {})
    const { complaints } = read({ OTEL_EXPORTER_OTLP_CERTIFICATE: file('missing') })
    assert.match(complaints.join('; '), /^OTEL_EXPORTER_OTLP_CERTIFICATE: "[^"]+" is not a readable file/)
  })

  for (const name of ['missing', 'text', 'us.key', 'half.pem']) {
    test(`are those that Node knows where the file is wrong: ${name}`, () => {
      const { settings, complaints } = read({ ...secure, OTEL_EXPORTER_OTLP_CERTIFICATE: file(name) })
      assert.deepEqual(settings.exporter.traces.tls, {})
      const sentence = `"${file(name)}" is not a readable file of certificates (PEM); using the authorities that Node knows`
      assert.deepEqual(complaints, [`OTEL_EXPORTER_OTLP_CERTIFICATE: ${sentence}`])
    })
  }

  const client = (certificate: string, key: string): Environment => ({
    ...secure,
    ...(certificate === '' ? {} : { OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: file(certificate) }),
    ...(key === '' ? {} : { OTEL_EXPORTER_OTLP_CLIENT_KEY: file(key) }),
  })
  for (const [certificate, key, name, allowed] of [
    ['text', 'us.key', 'CERTIFICATE', 'a readable file of certificates (PEM)'],
    ['us.pem', 'text', 'KEY', 'a readable file of a private key (PEM, without a passphrase)'],
    ['us.pem', 'others.key', 'KEY', 'the key that belongs to OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE'],
    ['us.pem', '', 'CERTIFICATE', 'of use without OTEL_EXPORTER_OTLP_CLIENT_KEY'],
    ['', 'us.key', 'KEY', 'of use without OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE'],
  ] as const) {
    test(`say nothing of us where they are wrong: certificate "${certificate}", key "${key}"`, () => {
      const { settings, complaints } = read(client(certificate, key))
      assert.deepEqual(settings.exporter.traces.tls, {})
      const value = file(name === 'KEY' ? key : certificate)
      const sentence = `"${value}" is not ${allowed}; using no client certificate`
      assert.deepEqual(complaints, [`OTEL_EXPORTER_OTLP_CLIENT_${name}: ${sentence}`])
    })
  }
})
