import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sourceFlags } from './source-flags.ts'
import { plain, startReceiver, type TestReceiver } from './testing/receiver.ts'
import { runApp } from './testing/run-app.ts'

/** Is called with baggage, calls itself, and sets an entry of its own on the way. */
const source = `
import { createServer } from 'node:http'
import { context, propagation } from '@opentelemetry/api'
import { flush, start, withSpan } from '@throughline/node'
const seen = []
const onStart = span => seen.push(span.attributes['tenant.id'])
const processor = { onStart, onEnd() {}, async forceFlush() {}, async shutdown() {} }
if (process.env.WITH_PROCESSOR) start({ spanProcessors: [processor] })
const server = createServer(async (request, response) => {
  if (request.url === '/inner') return response.end('inner')
  const own = propagation.getBaggage(context.active()).setEntry('user.tier', { value: 'gold' })
  await withSpan('before', {}, () => {})
  await withSpan('own', { 'tenant.id': 'of the app' }, () => {})
  await context.with(propagation.setBaggage(context.active(), own), async () => {
    await withSpan('below', {}, () => {})
    await (await fetch('http://127.0.0.1:' + server.address().port + '/inner')).text()
  })
  response.end('outer')
})
server.listen(0, '127.0.0.1', async () => {
  const headers = { baggage: 'tenant.id=a%20b,secret=1' }
  await (await fetch('http://127.0.0.1:' + server.address().port + '/outer', { headers })).text()
  await flush()
  console.log(JSON.stringify(seen))
  process.exit()
})
`

describe('entries of the baggage that the settings name', () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  const run = async (flags: readonly string[] | undefined, env: Record<string, string>) => {
    const known = receiver.spans.length
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env }
    const app = runApp({ file: 'app.mjs', source, env: settings, ...(flags && { flags }) })
    assert.equal(await app.exited, 0, app.stderr())
    assert.equal(app.stderr(), '')
    const spans = receiver.spans.slice(known).map(({ span }) => {
      const attributes = plain(span.attributes)
      const path = new URL(String(attributes['url.full'] ?? attributes['url.path'] ?? '/'), 'http://x').pathname
      const name = [`${span.kind} ${span.name}${path === '/' ? '' : ` ${path}`}`]
      return [...name, attributes['tenant.id'], attributes['user.tier'], attributes.secret]
    })
    return { spans: spans.sort(), seen: JSON.parse(app.stdout()) as unknown[] }
  }

  const copied = [
    ['1 before', 'a b', undefined, undefined],
    ['1 below', 'a b', 'gold', undefined],
    ['1 own', 'of the app', undefined, undefined],
    ['2 GET /inner', 'a b', 'gold', undefined],
    ['2 GET /outer', 'a b', undefined, undefined],
    ['3 GET /inner', 'a b', 'gold', undefined],
    ['3 GET /outer', undefined, undefined, undefined],
  ]

  test('are attributes of all spans that begin within it, in this service and the next, and no others are', async () => {
    const { spans } = await run(undefined, { THROUGHLINE_BAGGAGE_ATTRIBUTES: 'tenant.id, user.tier' })
    assert.deepEqual(spans, copied)
  })

  test('are seen by processors of the app when a span starts', async () => {
    const env = { THROUGHLINE_BAGGAGE_ATTRIBUTES: 'tenant.id,user.tier', WITH_PROCESSOR: 'yes' }
    const { spans, seen } = await run(sourceFlags, env)
    assert.deepEqual(spans, copied)
    assert.deepEqual(seen.toSorted(), spans.map(([, tenant]) => tenant ?? null).toSorted())
  })

  test('are none unless they are named', async () => {
    const { spans } = await run(undefined, {})
    const tenants = spans.map(([name, tenant]) => [name, tenant])
    assert.deepEqual(
      tenants.filter(([, tenant]) => tenant !== undefined),
      [['1 own', 'of the app']],
    )
  })
})
