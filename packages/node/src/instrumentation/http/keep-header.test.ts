import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp, type TestApp } from '../../testing/run-app.ts'

const back = `
import { createServer } from 'node:http'
const server = createServer((request, response) => response.end(request.headers.traceparent))
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))
`
const front = `
import { createServer } from 'node:http'
import { flush } from '@throughline/node'
const server = createServer(async (request, response) => {
  if (request.url === '/flush') return response.end(await flush())
  const answer = await fetch(process.env.BACK)
  response.end(await answer.text())
})
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))
`

describe('a request that asks to be kept', () => {
  let receiver: TestReceiver
  const apps: TestApp[] = []
  let backUrl = ''
  before(async () => {
    receiver = await startReceiver()
    backUrl = await serve('back', back)
  })
  after(async () => {
    for (const app of apps) app.process.kill()
    await receiver.close()
  })

  const serve = async (name: string, source: string, env: Record<string, string> = {}) => {
    const settings = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: name,
      OTEL_BSP_SCHEDULE_DELAY: '5',
      OTEL_TRACES_SAMPLER: 'parentbased_always_off',
      THROUGHLINE_KEEP_SLOWER_THAN: 'none',
    }
    const app = runApp({ file: 'app.mjs', source, env: { ...settings, ...env } })
    apps.push(app)
    return `http://127.0.0.1:${(await app.line(line => line.startsWith('port'))).split(' ')[1]}`
  }

  /** Whether the second service was told to sample, and the trace's id. */
  const ask = async (url: string, headers: Record<string, string>) => {
    const [, traceId = '', , flags = ''] = (await (await fetch(url, { headers })).text()).split('-')
    return { traceId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 }
  }

  const isHere = (traceId: string): boolean => receiver.spans.some(({ span }) => span.traceId === traceId)

  test('is sent, and so is what it calls', async () => {
    const frontUrl = await serve('front', front, { BACK: backUrl })
    const { traceId, isSampled } = await ask(frontUrl, { 'X-Throughline-Keep': '1' })
    assert.equal(isSampled, true)
    const inTrace = () => receiver.spans.filter(({ span }) => span.traceId === traceId)
    await receiver.waitFor(() => inTrace().length === 3)
    const reasons = inTrace().map(({ serviceName, span }) => [
      `${serviceName} ${span.kind}`,
      plain(span.attributes)['throughline.kept'],
    ])
    assert.deepEqual(reasons.sort(), [
      ['back 2', undefined],
      ['front 2', 'requested'],
      ['front 3', undefined],
    ])
  })

  test('by an empty header, 0 or false asks for nothing', async () => {
    const frontUrl = await serve('front', front, { BACK: backUrl })
    for (const value of ['', '0', 'False']) {
      const { traceId, isSampled } = await ask(frontUrl, { 'x-throughline-keep': value })
      await fetch(`${frontUrl}/flush`)
      assert.deepEqual([isSampled, isHere(traceId)], [false, false])
    }
  })

  test('does so by the header that the settings name, and no other', async () => {
    const frontUrl = await serve('front', front, { BACK: backUrl, THROUGHLINE_KEEP_HEADER: 'X-Debug' })
    assert.equal((await ask(frontUrl, { 'x-throughline-keep': '1' })).isSampled, false)
    assert.equal((await ask(frontUrl, { 'x-debug': 'yes' })).isSampled, true)
  })

  test('is not heard where the settings say none', async () => {
    const frontUrl = await serve('front', front, { BACK: backUrl, THROUGHLINE_KEEP_HEADER: 'none' })
    assert.equal((await ask(frontUrl, { 'x-throughline-keep': '1' })).isSampled, false)
  })

  test('is one too many like any other', async () => {
    const frontUrl = await serve('front', front, { BACK: backUrl, THROUGHLINE_KEEP_TRACES_PER_SECOND: '0.001' })
    const keep = { 'x-throughline-keep': '1' }
    const told = [await ask(frontUrl, keep), await ask(frontUrl, keep)]
    assert.deepEqual(
      told.map(({ isSampled }) => isSampled),
      [true, false],
    )
  })
})
