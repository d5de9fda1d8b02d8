import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatReadyLine } from './listeners.ts'

const at = (port: number, isSecure = false) => ({
  address: { host: '127.0.0.1', port },
  isGuarded: false,
  isSecure,
  close: async () => {},
})

test('the line that says ready names URLs that can be used, with TLS and without', () => {
  const lineOf = (isSecure: boolean) => formatReadyLine({ http: at(1, isSecure), grpc: at(2, isSecure), ui: at(3) })
  assert.equal(
    lineOf(false),
    'throughline ready ui=http://127.0.0.1:3 otlp-http=http://127.0.0.1:1 otlp-grpc=127.0.0.1:2',
  )
  assert.equal(
    lineOf(true),
    'throughline ready ui=http://127.0.0.1:3 otlp-http=https://127.0.0.1:1 otlp-grpc=127.0.0.1:2',
  )
})
