import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { canHook } from '../../modules/es-modules.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp, type TestApp } from '../../testing/run-app.ts'
import { frameworkApps } from './framework-apps.ts'

/** What each app answers, and what its server span is to be called. */
const requests = [
  ['/orders/17', 200, 'GET /orders/:id'],
  ['/api/v1/items/tea', 200, 'GET /api/v1/items/:name'],
  ['/orders/17/broken', 500, 'GET /orders/:id/broken'],
  ['/nowhere', 404, 'GET'],
] as const

describe('a web framework', { concurrency: 4 }, () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  for (const [title, { library, file, source, name }] of Object.entries(frameworkApps)) {
    describe(title, { skip: !canHook && /hono|nest 12/.test(title) }, () => {
      let traced: TestApp
      let untraced: TestApp
      let url = ''
      let untracedUrl = ''
      before(async () => {
        const settings = {
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
          OTEL_BSP_SCHEDULE_DELAY: '10',
          NODE_ENV: 'production',
        }
        traced = runApp({ library, file, source, env: settings })
        untraced = runApp({ library, file, source, env: { ...settings, OTEL_NODE_DISABLED_INSTRUMENTATIONS: name } })
        ;[url, untracedUrl] = await Promise.all([addressOf(traced), addressOf(untraced)])
      })
      after(async () => {
        for (const app of [traced, untraced]) app.process.kill()
        await Promise.all([traced.exited, untraced.exited])
      })

      let traceCount = 0
      const spansOf = async (path: string) => {
        const traceId = Buffer.from(`${title}${++traceCount}`).toString('hex').padStart(32, '0').slice(-32)
        const response = await fetch(url + path, { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } })
        const body = await response.text()
        const spans = await receiver.waitFor(all => all.some(({ span }) => span.traceId === traceId && span.kind === 2))
        return { response, body, spans: spans.flatMap(({ span }) => (span.traceId === traceId ? [span] : [])) }
      }

      for (const [path, status, spanName] of requests) {
        test(`names the span of ${path} ${spanName}`, async () => {
          const { response, spans } = await spansOf(path)
          const server = spans.find(({ kind }) => kind === 2)
          const attributes = plain(server?.attributes ?? [])
          const route = server?.name.replace(/\{(\w+)\}/g, ':$1')
          assert.deepEqual([response.status, route], [status, spanName])
          assert.equal(attributes['http.route'], server?.name.split(' ')[1])
          assert.equal(attributes['url.path'], path)
        })

        test(`answers ${path} as it does untraced`, async () => {
          const { response, body } = await spansOf(path)
          const other = await fetch(untracedUrl + path)
          assert.deepEqual([response.status, body], [other.status, await other.text()])
        })
      }

      test('adds no spans, and has those of the app under the server span', async () => {
        const { spans } = await spansOf('/orders/17')
        const server = spans.find(({ kind }) => kind === 2)
        assert.deepEqual(spans.map(({ kind }) => kind).sort(), [1, 2])
        assert.equal(spans.find(({ name }) => name === 'work')?.parentSpanId, server?.spanId)
      })

      test('has on the server span what a handler threw, once', async () => {
        const { spans } = await spansOf('/orders/17/broken')
        const [server] = spans
        assert.deepEqual(server?.status, { code: 2, message: 'no such thing' })
        assert.equal(plain(server?.attributes ?? [])['error.type'], '500')
        const exceptions = server?.events.map(({ attributes }) => plain(attributes)) ?? []
        assert.deepEqual(
          exceptions.map(exception => exception['exception.message']),
          ['no such thing'],
        )
        assert.match(String(exceptions[0]?.['exception.stacktrace']), /TypeError: no such thing\n {4}at /)
      })
    })
  }
})

const addressOf = async (app: TestApp): Promise<string> =>
  `http://127.0.0.1:${(await app.line(line => line.startsWith('listening'))).split(' ')[1]}`
