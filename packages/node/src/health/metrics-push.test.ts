import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { ServerHttp2Stream } from 'node:http2'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { type MetricsData, readMetricsJson } from '@throughline/otlp'
import type { OtlpProtocol } from '../settings/settings.ts'
import { decodeMetrics, metricsOf, valuesOf } from '../testing/decode-metrics.ts'
import { giveMessage, giveStatus, type RawAnswer, startGrpcReceiver } from '../testing/otlp-grpc-receiver.ts'
import { listen } from '../testing/otlp-receiver.ts'
import { MetricsPush } from './metrics-push.ts'
import { noStats } from './stats-sum.ts'

const pushTo = (url: string, protocol: OtlpProtocol, logs?: OtlpProtocol): MetricsPush => {
  const endpoint = { protocol, url, headers: {}, timeoutMs: 10_000, isGzip: false, tls: {} }
  return new MetricsPush({
    endpoint,
    protocols: { traces: protocol, logs },
    resource: () => new Uint8Array(),
  })
}
const sentOf = (metrics: MetricsData | undefined) => metrics && valuesOf(metrics)['otel.sdk.exporter.span.exported']

describe('the numbers of the recorder', () => {
  const bodies: Buffer[] = []
  const statuses: number[] = []
  const server = createServer(async (request, response) => {
    bodies.push(await buffer(request))
    response.writeHead(statuses.shift() ?? 200, { connection: 'close' }).end()
  })
  let url = ''
  beforeEach(async () => {
    url = `http://127.0.0.1:${await listen(server)}/v1/metrics`
    bodies.length = 0
  })
  afterEach(() => new Promise(resolve => server.close(resolve)))

  for (const [protocol, read] of [
    ['http/protobuf', decodeMetrics],
    ['http/json', (body: Buffer) => metricsOf(readMetricsJson(body.toString()))],
  ] as const) {
    test(`are sent by ${protocol} when they have changed`, async () => {
      const metrics = pushTo(url, protocol)
      const stats = { ...noStats, sent: 3 }
      await metrics.push(noStats)
      await metrics.push(stats)
      await metrics.push({ ...stats })
      await metrics.push({ ...stats, sent: 4 })
      assert.deepEqual(
        bodies.map(body => sentOf(read(body))),
        [3, 4],
      )
    })
  }

  test('tell of log records too, where those are sent', async () => {
    const metrics = pushTo(url, 'http/protobuf', 'grpc')
    await metrics.push(noStats, { ...noStats, sent: 5, lapped: 2, tooLarge: 1, refused: 4 })
    const [body = Buffer.of()] = bodies
    const all = valuesOf(decodeMetrics(body))
    assert.deepEqual(Object.fromEntries(Object.entries(all).filter(([name]) => name.includes('.log.'))), {
      'otel.sdk.processor.log.processed': 9,
      'otel.sdk.processor.log.processed queue_full': 2,
      'otel.sdk.processor.log.processed too_large': 1,
      'otel.sdk.exporter.log.exported': 5,
      'otel.sdk.exporter.log.exported rejected': 4,
    })
  })

  test('are sent again, and up to date, after a receiver was busy or refused them', async () => {
    const metrics = pushTo(url, 'http/protobuf')
    statuses.push(503, 400)
    for (const sent of [1, 1, 2]) await metrics.push({ ...noStats, sent })
    await metrics.push({ ...noStats, sent: 2 })
    assert.deepEqual(
      bodies.map(body => sentOf(decodeMetrics(body))),
      [1, 1, 2],
    )
  })

  for (const status of [404, 405, 501]) {
    test(`are not sent again to a receiver that knows nothing of them: HTTP ${status}`, async () => {
      const metrics = pushTo(url, 'http/protobuf')
      statuses.push(status)
      for (const sent of [1, 2]) await metrics.push({ ...noStats, sent })
      assert.equal(bodies.length, 1)
    })
  }

  test('do not wait for one another', async () => {
    const metrics = pushTo(url, 'http/protobuf')
    await Promise.all([1, 2].map(sent => metrics.push({ ...noStats, sent })))
    assert.equal(bodies.length, 1)
  })

  test('are sent by gRPC to the service of metrics, until it is said to be unknown', async t => {
    const receiver = await startGrpcReceiver()
    t.after(() => receiver.close())
    const metrics = pushTo(receiver.url, 'grpc')
    const seen: unknown[] = []
    const answering =
      (answer: (stream: ServerHttp2Stream) => void): RawAnswer =>
      async (stream, headers) => {
        seen.push([headers[':path'], sentOf(decodeMetrics((await buffer(stream)).subarray(5)))])
        answer(stream)
      }
    receiver.rawAnswers.push(
      answering(stream => giveMessage(stream, new Uint8Array())),
      answering(stream => giveStatus(stream, 12, '')),
    )
    for (const sent of [1, 2, 3]) await metrics.push({ ...noStats, sent })
    const path = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export'
    assert.deepEqual(seen, [
      [path, 1],
      [path, 2],
    ])
  })
})
