import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { ServerHttp2Stream } from 'node:http2'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { maxHeldReadings } from '../limits.ts'
import type { OtlpProtocol } from '../settings/settings.ts'
import { type DecodedMetrics, decodeMetrics, metricsIn, pointsOf } from '../testing/decode-metrics.ts'
import { giveMessage, giveStatus, type RawAnswer, startGrpcReceiver } from '../testing/otlp-grpc-receiver.ts'
import { listen } from '../testing/otlp-receiver.ts'
import { MetricsPush } from './metrics-push.ts'
import type { Readings } from './model.ts'

const pushTo = (url: string, protocol: OtlpProtocol, isDelta = false): MetricsPush => {
  const endpoint = { protocol, url, headers: {}, timeoutMs: 10_000, isGzip: false, tls: {} }
  return new MetricsPush({ endpoint, isDelta })
}

function readings(value: number): Readings {
  const points = [{ attributes: {}, value }]
  const metrics = [{ kind: 'gauge', name: 'value', description: '', unit: '1', isInteger: true, points }] as const
  return { resource: new Uint8Array(), scopes: [{ name: 'test', version: '', unixNano: 2n, metrics }] }
}

const valuesIn = (metrics: DecodedMetrics): readonly number[] =>
  metricsIn(metrics).map(metric => Number(pointsOf(metric)[0]?.asInt))

describe('readings', () => {
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
  const arrived = () => bodies.map(body => valuesIn(decodeMetrics(body)))

  test('are sent as JSON where that is the protocol', async () => {
    await pushTo(url, 'http/json').push([readings(3), readings(4)])
    assert.deepEqual(valuesIn(JSON.parse(String(bodies[0]))), [3, 4])
  })

  test('that do not arrive are left, since the next ones tell of the same time', async () => {
    const metrics = pushTo(url, 'http/protobuf')
    statuses.push(503, 400)
    for (const value of [1, 2, 3]) await metrics.push([readings(value)])
    assert.deepEqual(arrived(), [[1], [2], [3]])
  })

  test('of an interval are sent again with the next ones, unless they were refused', async () => {
    const metrics = pushTo(url, 'http/protobuf', true)
    statuses.push(503, 200, 400)
    for (const value of [1, 2, 3, 4]) await metrics.push([readings(value)])
    assert.deepEqual(arrived(), [[1], [1, 2], [3], [4]])
  })

  test('of an interval wait up to a limit, beyond which the oldest are given up', async () => {
    const metrics = pushTo('http://127.0.0.1:1/', 'http/protobuf', true)
    for (let value = 0; value <= maxHeldReadings; value++) await metrics.push([readings(value)])
    assert.deepEqual(metrics.heldCount, maxHeldReadings)
    assert.equal(metrics.lostCount, 1)
  })

  for (const status of [404, 405, 501]) {
    test(`are not sent again to a receiver that knows nothing of them: HTTP ${status}`, async () => {
      const metrics = pushTo(url, 'http/protobuf')
      statuses.push(status)
      for (const value of [1, 2]) await metrics.push([readings(value)])
      assert.equal(bodies.length, 1)
      assert.equal(metrics.isUnwanted, true)
    })
  }

  test('are sent by gRPC to the service of metrics, until it is said to be unknown', async t => {
    const receiver = await startGrpcReceiver()
    t.after(() => receiver.close())
    const metrics = pushTo(receiver.url, 'grpc')
    const seen: unknown[] = []
    const answering =
      (answer: (stream: ServerHttp2Stream) => void): RawAnswer =>
      async (stream, headers) => {
        seen.push([headers[':path'], valuesIn(decodeMetrics((await buffer(stream)).subarray(5)))])
        answer(stream)
      }
    receiver.rawAnswers.push(
      answering(stream => giveMessage(stream, new Uint8Array())),
      answering(stream => giveStatus(stream, 12, '')),
    )
    for (const value of [1, 2, 3]) await metrics.push([readings(value)])
    const path = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export'
    assert.deepEqual(seen, [
      [path, [1]],
      [path, [2]],
    ])
  })
})
