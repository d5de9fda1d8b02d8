import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Store } from '@throughline/store'
import { listenHttp } from '../listen/http.ts'
import { createCounters } from '../receive/counts.ts'
import { send } from '../testing/send.ts'
import { type WebParts, web } from './web.ts'

const fail = () => Promise.reject(new Error('the database is gone'))
const gone = () => {
  throw new Error('the database is gone')
}
const failingStore: Store = {
  requireRoom: gone,
  appendSpans: fail,
  appendLogs: fail,
  appendMetrics: fail,
  appendProfiles: fail,
  flush: fail,
  listTraces: fail,
  readTrace: fail,
  readLogs: fail,
  readMetric: fail,
  readProfile: fail,
  listServices: fail,
  countRows: fail,
  retain: fail,
  close: fail,
  stats: gone,
}

async function open(host: string, told: string[] = []) {
  const parts: WebParts = {
    host,
    store: failingStore,
    pageFolder: '/nowhere',
    isReady: () => true,
    readReceiverPorts: () => ({ otlpHttpPort: 0, otlpGrpcPort: 0 }),
    readHealthSources: () => ({
      counters: createCounters(),
      inFlightBytes: 0,
      memory: { state: 'normal', residentBytes: 0, limitBytes: 1 },
      redacted: {},
      outputs: {},
      store: failingStore.stats(),
      version: '0',
    }),
    tell: sentence => void told.push(sentence),
  }
  const listener = await listenHttp(web(parts), { host: '127.0.0.1', port: 0 }, 'ui')
  assert.ok(listener.ok)
  return { ...listener.value, [Symbol.asyncDispose]: listener.value.close }
}

describe('the port of the page', () => {
  it('answers a failing database by one sentence, and tells the human which question failed', async () => {
    const told: string[] = []
    await using listener = await open('127.0.0.1', told)
    for (const path of ['/api/traces', `/api/traces/${'1'.repeat(32)}`, '/api/services', '/metrics']) {
      const { status, body } = await send(listener.address, { path })
      assert.equal(status, 500)
      assert.deepEqual(JSON.parse(String(body)), { error: 'The server failed to answer; its log says why.' })
      assert.equal(told.pop(), `GET ${path} failed: the database is gone`)
    }
    assert.equal((await send(listener.address, { path: '/healthz' })).status, 200)
  })

  it('lets the page load nothing but itself, and nobody frame it', async () => {
    await using listener = await open('127.0.0.1')
    for (const path of ['/', '/healthz', '/api/nothing']) {
      const { headers } = await send(listener.address, { path })
      assert.match(String(headers['content-security-policy']), /default-src 'self'.*frame-ancestors 'none'/)
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['strict-transport-security'], undefined)
    }
  })

  it('answers to any name when other machines may use it', async () => {
    await using listener = await open('0.0.0.0')
    assert.equal((await send(listener.address, { path: '/healthz', headers: { host: 'box.local' } })).status, 200)
  })
})
