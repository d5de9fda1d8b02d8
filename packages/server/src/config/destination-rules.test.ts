import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseSettings } from './load-config.ts'

function complaintsOf(...destinations: readonly string[]): readonly string[] {
  const text = `forward:\n${destinations.map(each => `  - { ${each} }\n`).join('')}`
  const config = parseSettings(text, { file: 'f', environment: {} })
  return config.ok ? [] : config.error.split('\n')
}

const endpointComplaint = (type: string, endpoint: string) =>
  complaintsOf(`name: a, type: ${type}, endpoint: "${endpoint}"`).join()

describe('destinations', () => {
  it('are refused where two have one name, or one has that of the store', () => {
    const to = (name: string) => `type: otlp_http, endpoint: "https://a", name: ${name}`
    assert.deepEqual(complaintsOf(to('a'), to('a')), [
      'f:3:53: forward[1].name: a is the name of forward[0] too; write another one',
    ])
    assert.deepEqual(complaintsOf(to('store')), [
      'f:2:53: forward[0].name: store is the name of the store too; write another one',
    ])
  })

  it('are refused under a name that is no name of a folder', () => {
    assert.equal(endpointComplaint('otlp_http', 'http://a'), '')
    assert.match(
      complaintsOf('type: file, path: x, name: "a b"').join(),
      /allowed is up to 63 letters, digits, _ and -/,
    )
  })

  it('are refused where two write to one file', () => {
    const to = (name: string) => `name: ${name}, type: file, path: /tmp/a.jsonl`
    assert.deepEqual(complaintsOf(to('a'), to('b')), [
      'f:3:34: forward[1].path: forward[0] writes to /tmp/a.jsonl too; write another one',
    ])
  })

  it('are refused without a scheme, and with what is no URL', () => {
    const noScheme = 'is "collector:4317"; allowed is a URL that begins with http:// or https://'
    for (const type of ['otlp_http', 'otlp_grpc', 'zipkin', 'prometheus_remote_write']) {
      assert.ok(endpointComplaint(type, 'collector:4317').includes(noScheme))
      assert.match(endpointComplaint(type, 'http://collector:65536'), /this is no URL; write https:\/\/HOST:PORT/)
      assert.equal(endpointComplaint(type, 'http://collector:65535'), '')
    }
  })

  it('of gRPC are refused with a path, which gRPC has not', () => {
    assert.equal(
      endpointComplaint('otlp_grpc', 'https://me:secret@collector:4317/v1/traces'),
      'f:2:43: forward[0].endpoint: gRPC has no path, and /v1/traces would be left out; write https://collector:4317',
    )
    assert.equal(endpointComplaint('otlp_grpc', 'https://collector:4317/'), '')
  })

  it('of OTLP/HTTP are refused with the path of a signal, which would be there twice', () => {
    for (const path of ['/v1/traces', '/v1/logs/', '/v1development/profiles']) {
      assert.equal(
        endpointComplaint('otlp_http', `https://a/otlp${path}`),
        `f:2:43: forward[0].endpoint: ${path} is added for each signal; write https://a/otlp`,
      )
    }
    assert.equal(endpointComplaint('otlp_http', 'https://a/otlp/v1'), '')
    assert.equal(endpointComplaint('zipkin', 'https://a/v1/traces'), '')
  })
})
