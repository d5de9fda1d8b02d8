import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { canHook } from './modules/es-modules.ts'
import { type Hops, startHops } from './testing/hops.ts'
import { kafkaSkip, startKafka, type TestKafka } from './testing/kafka.ts'
import { startPostgres, type TestPostgres } from './testing/postgres.ts'
import { startReceiver, type TestReceiver } from './testing/receiver.ts'
import { redisServer, startRedis, type TestRedis } from './testing/redis.ts'

const traceOf = (digit: string): string => digit.repeat(32)
const PAGE = '00f067aa0ba902b7'
const traceparent = (traceId: string, flags: string): string => `00-${traceId}-${PAGE}-${flags}`

/** From what the browser asked for to the last of the five processes: who, and what. */
const chain = [
  ['gateway', 'GET /orders/:id'],
  ['gateway', 'POST'],
  ['orders', 'POST /jobs/:id'],
  ['orders', 'send shipping'],
  ['worker', 'process shipping'],
  ['worker', 'send NAME'],
  ['shipping', 'process NAME'],
  ['shipping', 'shop.Stock/Reserve'],
  ['stock', 'shop.Stock/Reserve'],
]

describe('a request that goes through five processes', { skip: redisServer.skip || kafkaSkip || !canHook }, () => {
  let receiver: TestReceiver
  let postgres: TestPostgres
  let redis: TestRedis
  let kafka: TestKafka
  before(async () => {
    ;[receiver, postgres, redis, kafka] = await Promise.all([
      startReceiver(),
      startPostgres(),
      startRedis(),
      startKafka(),
    ])
  })
  after(() => Promise.all([receiver.close(), postgres.close(), redis.close(), kafka.close()]))

  const start = (name: string, consumer: 'byPlatformatic' | 'byKafkajs', more: Record<string, string> = {}) =>
    startHops({
      name,
      consumer,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        DATABASE: postgres.url,
        REDIS_PORT: String(redis.port),
        BROKER: kafka.broker,
        ...more,
      },
    })
  const spansOf = (traceId: string) =>
    receiver.spans
      .filter(({ span }) => span.traceId === traceId)
      .map(({ span, serviceName }) => ({ ...span, service: serviceName.split(' ')[1] ?? '' }))

  /** Each span's parent is in the trace, but for the first, whose parent is the browser's; gives the way to the last one. */
  function wayOf(traceId: string, name: string) {
    const spans = spansOf(traceId)
    const byId = new Map(spans.map(span => [span.spanId, span]))
    const roots = spans.filter(({ parentSpanId }) => !byId.has(parentSpanId))
    assert.deepEqual(
      roots.map(span => [span.name, span.parentSpanId]),
      [['GET /orders/:id', PAGE]],
    )
    const way: string[][] = []
    let span = spans.find(({ service }) => service === 'stock')
    while (span !== undefined) {
      way.unshift([span.service, span.name.replace(name, 'NAME')])
      span = byId.get(span.parentSpanId)
    }
    return way
  }

  test('is one trace, with what it carries, and leaves nothing where it is not sampled', async () => {
    const hops: Hops = await start('w3c', 'byPlatformatic')
    const [sampled, unsampled] = [traceOf('a'), traceOf('b')]
    const carried = { tracestate: 'vendor=opaque', baggage: 'tenant.id=acme' }
    const told = await hops.send('sampled', { traceparent: traceparent(sampled, '01'), ...carried })
    assert.match(told.traceparent ?? '', new RegExp(`^00-${sampled}-.{16}-01$`))
    assert.deepEqual([told.tracestate, told.baggage], ['vendor=opaque', 'tenant.id=acme'])
    const toldUnsampled = await hops.send('unsampled', { traceparent: traceparent(unsampled, '00'), ...carried })
    assert.match(toldUnsampled.traceparent ?? '', new RegExp(`^00-${unsampled}-.{16}-00$`))
    const malformed = await hops.send('malformed', { traceparent: `00-${traceOf('c')}-${PAGE.toUpperCase()}-01` })
    const own = malformed.traceparent?.split('-')[1] ?? ''
    await hops.audit(['sampled', 'unsampled', 'malformed'])
    await receiver.waitFor(() => spansOf(own).some(({ name }) => name === 'process w3c'))
    await hops.stop()

    assert.deepEqual(wayOf(sampled, 'w3c'), chain)
    const select = spansOf(sampled).find(({ name }) => name === 'SELECT')
    assert.equal(select?.service, 'gateway')
    assert.deepEqual(spansOf(unsampled), [])
    assert.deepEqual(spansOf(traceOf('c')), [])
    assert.ok(spansOf(own).some(({ name, parentSpanId }) => name === 'GET /orders/:id' && parentSpanId === ''))

    // A batch belongs to none of its messages' traces: it has a link to each.
    const links = receiver.spans
      .filter(({ serviceName }) => serviceName === 'w3c audit')
      .flatMap(({ span }) => span.links)
    assert.deepEqual(links.map(({ traceId }) => traceId).sort(), [sampled, unsampled, own].sort())
    const strays = receiver.spans.filter(
      ({ span, serviceName }) => ![sampled, own].includes(span.traceId) && serviceName !== 'w3c audit',
    )
    assert.deepEqual(
      strays.map(({ span, serviceName }) => `${serviceName}: ${span.name}`),
      [],
    )
  })

  test('is one trace in the headers of B3, too', async () => {
    const hops = await start('b3', 'byKafkajs', { OTEL_PROPAGATORS: 'b3' })
    const traceId = traceOf('d')
    const told = await hops.send('b3', { b3: `${traceId}-${PAGE}-1` })
    // The server has been told, and its caller may not have heard of it yet.
    await receiver.waitFor(spans => spans.some(({ span }) => span.name === 'process b3'))
    await hops.stop()
    assert.match(told.b3 ?? '', new RegExp(`^${traceId}-.{16}-1$`))
    assert.deepEqual(wayOf(traceId, 'b3'), chain)
  })
})
