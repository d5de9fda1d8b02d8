import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp, type TestApp } from '../../testing/run-app.ts'

const source = `
import express from 'express'
const app = express()
const orders = express.Router()
orders.get('/:id', (request, response) => response.json({ id: request.params.id }))
orders.get('/:id/broken', () => { throw new Error('no such thing') })
app.use('/orders', orders)
app.get('/', (request, response) => response.send('home'))
app.get(/^\\/pattern/, (request, response) => response.send('matched'))
app.use((error, request, response, next) => response.status(500).send('broken'))
const server = app.listen(0, '127.0.0.1', () => console.log('listening', server.address().port))
`

describe('an Express app', () => {
  let receiver: TestReceiver
  let app: TestApp
  let port = ''
  before(async () => {
    receiver = await startReceiver()
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '10' }
    app = runApp({ file: 'app.mjs', source, env })
    port = (await app.line(line => line.startsWith('listening'))).split(' ')[1] ?? ''
  })
  after(async () => {
    app.process.kill()
    await app.exited
    await receiver.close()
  })

  for (const [path, name, route, status] of [
    ['/orders/17', 'GET /orders/:id', '/orders/:id', 200n],
    ['/', 'GET /', '/', 200n],
    ['/pattern', 'GET', undefined, 200n],
    ['/nowhere', 'GET', undefined, 404n],
  ] as const) {
    test(`names the span of ${path} by its route, where it has one: ${name}`, async () => {
      await (await fetch(`http://127.0.0.1:${port}${path}`)).text()
      const isIts = (attributes: Record<string, unknown>) => attributes['url.path'] === path
      const spans = await receiver.waitFor(all => all.some(({ span }) => isIts(plain(span.attributes))))
      const span = spans.find(candidate => isIts(plain(candidate.span.attributes)))?.span
      const attributes = plain(span?.attributes ?? [])
      assert.equal(span?.name, name)
      assert.deepEqual([attributes['http.route'], attributes['http.response.status_code']], [route, status])
    })
  }

  test('has its failures on the span', async () => {
    await (await fetch(`http://127.0.0.1:${port}/orders/17/broken`)).text()
    const spans = await receiver.waitFor(all => all.some(({ span }) => span.status.code === 2))
    assert.ok(spans.some(({ span }) => plain(span.attributes)['http.response.status_code'] === 500n))
  })
})
