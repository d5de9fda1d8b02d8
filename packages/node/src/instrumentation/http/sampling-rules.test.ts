import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp, type TestApp } from '../../testing/run-app.ts'

/** Answers with what a service that it called would be told. */
const source = `
import { createServer } from 'node:http'
import { context, propagation } from '@opentelemetry/api'
import { flush, withSpan } from '@throughline/node'
const server = createServer(async (request, response) => {
  if (request.url === '/flush') return response.end(await flush())
  if (request.url.endsWith('?fails')) response.statusCode = 500
  const told = {}
  withSpan('child', {}, () => propagation.inject(context.active(), told))
  response.end(JSON.stringify(told))
})
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))
`

describe('rules of sampling', () => {
  let receiver: TestReceiver
  const apps: TestApp[] = []
  before(async () => {
    receiver = await startReceiver()
  })
  after(async () => {
    for (const app of apps) app.process.kill()
    await receiver.close()
  })

  const serve = async (env: Record<string, string> = {}) => {
    const settings = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      THROUGHLINE_KEEP_SLOWER_THAN: 'none',
      THROUGHLINE_SAMPLING_RULES: 'GET /healthz=0,/checkout=1,/api/v1=1,/api/*=0.5,/late=2',
    }
    const app = runApp({ file: 'app.mjs', source, env: { ...settings, ...env } })
    apps.push(app)
    const url = `http://127.0.0.1:${(await app.line(line => line.startsWith('port'))).split(' ')[1]}`
    const ask = async (path: string, init: RequestInit = {}) => {
      const { traceparent, tracestate = '' } = JSON.parse(await (await fetch(url + path, init)).text())
      const [, traceId, , flags] = traceparent.split('-')
      return { traceId: String(traceId), flags: String(flags), state: String(tracestate) }
    }
    const spansOf = async (traceId: string) => {
      await (await fetch(`${url}/flush`)).text()
      return receiver.spans.map(({ span }) => span).filter(span => span.traceId === traceId)
    }
    return { app, ask, spansOf }
  }

  test('decide for their requests, the first that matches, and the sampler for all others', async () => {
    const { app, ask, spansOf } = await serve()
    for (const [path, method, flags, state, spanCount] of [
      ['/healthz?verbose', 'GET', '00', '', 0],
      ['/healthz', 'POST', '01', '', 2],
      ['/checkout', 'GET', '03', 'ot=th:0', 2],
      ['/api/v1', 'GET', '03', 'ot=th:0', 2],
      ['/late', 'GET', '01', '', 2],
    ] as const) {
      const { traceId, ...told } = await ask(path, { method })
      assert.deepEqual(told, { flags, state }, path)
      const spans = await spansOf(traceId)
      assert.equal(spans.length, spanCount, path)
      for (const span of spans) assert.equal(span.traceState, state)
    }
    assert.match(app.stderr(), /^throughline: THROUGHLINE_SAMPLING_RULES: "\/late=2" is not a path and a ratio .*\n$/)
  })

  test('with a ratio go by the random bits of the id, and say which share that is', async () => {
    const { ask } = await serve()
    const answers = await Promise.all(Array.from({ length: 64 }, (_, i) => ask(`/api/orders/${i}`)))
    for (const { traceId, flags, state } of answers) {
      const isSampled = Number.parseInt(traceId.slice(18, 20), 16) >= 0x80
      assert.deepEqual([flags, state], isSampled ? ['03', 'ot=th:8'] : ['02', ''])
    }
    assert.equal(new Set(answers.map(({ flags }) => flags)).size, 2)
  })

  const calledWith = (flags: string) => ({
    headers: { traceparent: `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flags}` },
  })

  test('follow a parent where the sampler does', async () => {
    const { ask } = await serve()
    assert.equal((await ask('/healthz', calledWith('01'))).flags, '01')
    assert.equal((await ask('/checkout', calledWith('00'))).flags, '00')
  })

  test('decide anew where the sampler does', async () => {
    const { ask } = await serve({ OTEL_TRACES_SAMPLER: 'always_on' })
    assert.equal((await ask('/healthz', calledWith('01'))).flags, '00')
    assert.equal((await ask('/checkout', calledWith('00'))).state, 'ot=th:0')
    assert.equal((await ask('/elsewhere', calledWith('00'))).flags, '01')
  })

  for (const [reason, path, env] of [
    ['error', '/healthz?fails', {}],
    ['slow', '/healthz', { THROUGHLINE_KEEP_SLOWER_THAN: '0' }],
  ] as const) {
    test(`have what is worth it kept all the same: ${reason}`, async () => {
      const { ask, spansOf } = await serve(env)
      const { traceId, flags } = await ask(path)
      assert.equal(flags, '00')
      const spans = await spansOf(traceId)
      const reasons = spans.map(({ name, attributes }) => [name, plain(attributes)['throughline.kept']])
      assert.deepEqual(reasons.sort(), [
        ['GET', reason],
        ['child', undefined],
      ])
    })
  }
})
