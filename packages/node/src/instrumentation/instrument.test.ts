import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, startReceiver, type TestReceiver } from '../testing/receiver.ts'
import { runApp } from '../testing/run-app.ts'

/** Says which instrumentations have touched the process: by a channel that they listen to, or by what they patched. */
const touched = `
import { hasSubscribers } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import pg from 'pg'
const channels = {
  http: ['http.server.request.start', 'http.server.response.finish', 'http.client.request.created'],
  undici: ['undici:request:create', 'undici:request:error'],
}
const on = Object.keys(channels).filter(name => channels[name].some(hasSubscribers))
const reply = createRequire(import.meta.url)('fastify/lib/reply.js')
if (/isOn/.test(reply.prototype.send)) on.push('fastify')
if (/tryToStart/.test(pg.Client.prototype.query)) on.push('pg')
console.log(on.join())
`

const withExpress = `
import express from 'express'
import { flush } from '@throughline/node'
const app = express()
app.get('/orders/:id', (request, response) => response.send('an order'))
const server = app.listen(0, '127.0.0.1', async () => {
  await (await fetch('http://127.0.0.1:' + server.address().port + '/orders/7')).text()
  await flush()
  process.exit()
})
`

describe('an instrumentation that is off', () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  for (const [variable, names, on] of [
    ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'dns', 'http,undici,fastify,pg'],
    ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'http', 'undici,fastify,pg'],
    ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'fastify,undici', 'http,pg'],
    ['OTEL_NODE_ENABLED_INSTRUMENTATIONS', 'http', 'http'],
    ['OTEL_NODE_ENABLED_INSTRUMENTATIONS', 'pg', 'pg'],
    ['OTEL_NODE_ENABLED_INSTRUMENTATIONS', 'dns', ''],
  ] as const) {
    test(`listens to nothing and patches nothing: ${variable}=${names} leaves ${on || 'none'}`, async () => {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, [variable]: names }
      const app = runApp({ file: 'app.mjs', source: touched, env })
      assert.equal(await app.exited, 0, app.stderr())
      assert.deepEqual([app.stdout().trim(), app.stderr()], [on, ''])
    })
  }

  test('of Express leaves the span the method as its name', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'express' }
    const app = runApp({ file: 'app.mjs', source: withExpress, env })
    assert.equal(await app.exited, 0, app.stderr())
    const spans = receiver.spans.map(({ span }) => [span.kind, span.name, plain(span.attributes)['http.route']])
    assert.deepEqual(spans.sort(), [
      [2, 'GET', undefined],
      [3, 'GET', undefined],
    ])
  })
})
