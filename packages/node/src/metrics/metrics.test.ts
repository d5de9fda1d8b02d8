import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { attributesOf, type DecodedMetrics, metricsIn, pointsOf } from '../testing/decode-metrics.ts'
import { listen } from '../testing/otlp-receiver.ts'
import { startReceiver } from '../testing/receiver.ts'
import { runApp } from '../testing/run-app.ts'

const file = 'app.mjs'

/** Serves `/orders/:id` with Fastify, asks itself five times, and ends as `end` says. */
const serving = (end: string): string => `
  import fastify from 'fastify'
  const app = fastify()
  app.get('/orders/:id', async () => 'ok')
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  for (let id = 0; id < 5; id++) await (await fetch(url + '/orders/' + id)).text()
  ${end}
`

const find = (metrics: DecodedMetrics, name: string) => metricsIn(metrics).find(metric => metric.name === name)
const countOf = (metrics: DecodedMetrics, name: string): number =>
  pointsOf(find(metrics, name) ?? { name, description: '', unit: '' }).reduce(
    (sum, { count }) => sum + Number(count),
    0,
  )

async function run(t: { after(fn: () => Promise<void>): void }, source: string, env: Record<string, string> = {}) {
  const receiver = await startReceiver()
  t.after(() => receiver.close())
  const app = runApp({ file, source, env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env } })
  return { receiver, app }
}

describe('the metrics of an app', () => {
  for (const end of ['await app.close()', 'process.exit(0)']) {
    // On a slow machine a request is slow, and would be kept.
    const env = { OTEL_TRACES_SAMPLER: 'always_off', THROUGHLINE_KEEP_TRACES_PER_SECOND: '0' }
    test(`count all requests, also where none is sampled, up to the end by ${end}`, async t => {
      const { receiver, app } = await run(t, serving(end), env)
      assert.equal(await app.exited, 0, app.stderr())
      const [metrics, ...others] = receiver.metrics
      assert.ok(metrics)
      assert.equal(others.length, 0)
      assert.deepEqual(receiver.spans, [])
      assert.equal(countOf(metrics, 'http.client.request.duration'), 5)
      const [point, ...rest] = find(metrics, 'http.server.request.duration')?.exponentialHistogram?.dataPoints ?? []
      assert.ok(point)
      assert.deepEqual([rest.length, point.count], [0, '5'])
      assert.deepEqual(attributesOf(point), {
        'http.request.method': 'GET',
        'url.scheme': 'http',
        'network.protocol.version': '1.1',
        'http.route': '/orders/:id',
        'http.response.status_code': '200',
      })
      assert.equal(app.stderr(), '')
    })
  }

  test('name a span that was sent', async t => {
    const { receiver, app } = await run(t, serving('await app.close()'))
    await app.exited
    const [metrics] = receiver.metrics
    assert.ok(metrics)
    const [point] = find(metrics, 'http.server.request.duration')?.exponentialHistogram?.dataPoints ?? []
    const hex = Buffer.from(point?.exemplars?.[0]?.traceId ?? []).toString('hex')
    assert.ok(receiver.spans.some(({ span }) => span.traceId === hex))
  })

  test('come at each interval from a living app, with its runtime, its process and its machine', async t => {
    const { receiver, app } = await run(t, serving(''), { OTEL_METRIC_EXPORT_INTERVAL: '200' })
    const metrics = await receiver.waitForMetrics(each => find(each, 'system.cpu.utilization') !== undefined)
    app.process.kill('SIGKILL')
    await app.exited
    const names = metricsIn(metrics).map(({ name }) => name)
    for (const name of [
      'nodejs.eventloop.utilization',
      'nodejs.eventloop.time',
      'nodejs.eventloop.delay.p99',
      'v8js.gc.duration',
      'v8js.memory.heap.used',
      'v8js.resource.active',
      'process.cpu.time',
      'process.memory.usage',
      'system.memory.usage',
      'otel.sdk.exporter.span.exported',
    ]) {
      assert.ok(names.includes(name), `${name} is among ${names}`)
    }
    assert.equal(app.stderr(), '')
  })

  test('are of each interval where the receiver prefers that', async t => {
    const { receiver, app } = await run(t, serving('setInterval(() => {}, 1000)'), {
      OTEL_METRIC_EXPORT_INTERVAL: '300',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    })
    const name = 'http.server.request.duration'
    await receiver.waitForMetrics(() => receiver.metrics.reduce((sum, each) => sum + countOf(each, name), 0) === 5)
    const silent = (each: DecodedMetrics) =>
      find(each, 'process.cpu.time') !== undefined && find(each, name) === undefined
    const after = await receiver.waitForMetrics(silent)
    assert.equal(find(after, 'process.cpu.time')?.sum?.aggregationTemporality, 1)
    app.process.kill('SIGKILL')
    await app.exited
  })

  test('are sent of the threads of an app too, each as itself', async t => {
    const source = `
      import { Worker, isMainThread } from 'node:worker_threads'
      import { once } from 'node:events'
      import { SpanKind, trace } from '@opentelemetry/api'
      const attributes = { 'http.request.method': 'GET' }
      trace.getTracer('app').startSpan('work', { kind: SpanKind.SERVER, attributes }).end()
      if (isMainThread) await once(new Worker(new URL(import.meta.url)), 'exit')
    `
    const { receiver, app } = await run(t, source)
    assert.equal(await app.exited, 0, app.stderr())
    const parts = receiver.metrics.flatMap(({ resourceMetrics }) => resourceMetrics)
    const counting = parts.filter(part => countOf({ resourceMetrics: [part] }, 'http.server.request.duration') === 1)
    const instances = counting.map(
      ({ resource }) => resource.attributes.find(({ key }) => key === 'service.instance.id')?.value.stringValue,
    )
    assert.equal(new Set(instances).size, 2)
  })

  test('are sent where spans are not', async t => {
    const { receiver, app } = await run(t, serving('await app.close()'), { OTEL_TRACES_EXPORTER: 'none' })
    assert.equal(await app.exited, 0, app.stderr())
    assert.deepEqual(receiver.spans, [])
    assert.equal(countOf(receiver.metrics[0] ?? { resourceMetrics: [] }, 'http.server.request.duration'), 5)
  })

  test('are joined by those of the app, up to the end', async t => {
    const source = `
      import { metrics } from '@opentelemetry/api'
      const meter = metrics.getMeter('shop', '2.0')
      meter.createCounter('orders', { unit: '{order}' }).add(3, { kind: 'gift' })
      meter.createHistogram('weight', { unit: 'kg' }).record(7)
      meter.createObservableGauge('stock').addCallback(result => result.observe(42))
      if (process.env.IS_LONG) setInterval(() => {}, 1000)
    `
    for (const env of [{}, { IS_LONG: '1', OTEL_METRIC_EXPORT_INTERVAL: '200' }]) {
      const { receiver, app } = await run(t, source, env)
      const metrics = await receiver.waitForMetrics(each => find(each, 'orders') !== undefined)
      app.process.kill('SIGKILL')
      await app.exited
      assert.equal(app.stderr(), '')
      const [point] = find(metrics, 'orders')?.sum?.dataPoints ?? []
      assert.ok(point)
      assert.deepEqual([point.asDouble, attributesOf(point)], [3, { kind: 'gift' }])
      assert.equal(countOf(metrics, 'weight'), 1)
      if ('IS_LONG' in env) assert.equal(find(metrics, 'stock')?.gauge?.dataPoints[0]?.asDouble, 42)
    }
  })

  test('leave an app alone that has a meter provider of its own', async t => {
    const source = `
      import { metrics } from '@opentelemetry/api'
      const own = { getMeter: () => 'own' }
      console.log(metrics.setGlobalMeterProvider(own), metrics.getMeter('a'))
    `
    const { app } = await run(t, source)
    assert.equal(await app.exited, 0, app.stderr())
    assert.equal(app.stdout(), 'true own\n')
  })

  test('do not wake an app that idles: then nothing samples its event loop', async t => {
    const { receiver, app } = await run(t, 'setInterval(() => {}, 60_000)', { OTEL_METRIC_EXPORT_INTERVAL: '300' })
    const metrics = await receiver.waitForMetrics(each => find(each, 'nodejs.eventloop.delay.max') === undefined)
    app.process.kill('SIGKILL')
    await app.exited
    assert.ok(find(metrics, 'nodejs.eventloop.utilization'))
    assert.ok(receiver.metrics.some(each => find(each, 'nodejs.eventloop.delay.max') !== undefined))
  })

  test('are printed on the console, up to the end', async t => {
    const { app } = await run(t, serving('await app.close()'), { OTEL_METRICS_EXPORTER: 'console' })
    assert.equal(await app.exited, 0, app.stderr())
    const metrics = metricsIn(JSON.parse(app.stdout()))
    const [point] = metrics.find(({ name }) => name === 'http.server.request.duration')?.histogram?.dataPoints ?? []
    assert.equal(point?.count, '5')
  })

  test('do not keep an app alive', async t => {
    const { app } = await run(t, serving('await app.close()'), {
      OTEL_METRICS_EXPORTER: 'prometheus,console',
      OTEL_EXPORTER_PROMETHEUS_PORT: '0',
    })
    assert.equal(await app.exited, 0, app.stderr())
  })
})

describe('Prometheus', () => {
  /** Again and again until somebody listens: nothing else tells when that is. */
  const ask = async (port: number): Promise<string> => {
    try {
      const [response] = await once(get({ host: '127.0.0.1', port, path: '/metrics' }), 'response')
      return await text(response)
    } catch {
      return ask(port)
    }
  }

  async function freePort(): Promise<number> {
    const server = createServer()
    const port = await listen(server)
    await new Promise(resolve => server.close(resolve))
    return port
  }

  const env = (port: number) => ({
    OTEL_METRICS_EXPORTER: 'prometheus',
    OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
    OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
  })

  test('is told what it asks for, as it is now', async t => {
    const port = await freePort()
    const { app } = await run(t, serving(`console.log('served'); setInterval(() => {}, 1000)`), env(port))
    await app.line(line => line === 'served')
    const answer = await ask(port)
    app.process.kill('SIGKILL')
    await app.exited
    const route = 'http_route="/orders/:id"'
    assert.match(answer, /^# TYPE http_server_request_duration_seconds histogram$/m)
    const line = (start: string) =>
      answer.split('\n').find(each => each.startsWith(start) && each.includes(route)) ?? ''
    assert.match(line('http_server_request_duration_seconds_count{'), / 5$/)
    assert.match(line('http_server_request_duration_seconds_bucket{'), /le="0.005"/)
    assert.match(answer, /^target_info\{.*service_name="unknown_service:node".*\} 1$/m)
    assert.match(answer, /^process_cpu_time_seconds_total\{cpu_mode="user",/m)
    assert.match(answer, /^nodejs_eventloop_utilization_ratio\{/m)
    assert.equal(app.stderr(), '')
  })

  test('is out of reach where its port is in use, which harms nobody and is said once', async t => {
    const server = createServer()
    const port = await listen(server)
    t.after(() => new Promise<void>(resolve => server.close(() => resolve())))
    const { app } = await run(t, serving('await app.close()'), env(port))
    assert.equal(await app.exited, 0)
    assert.equal(
      app.stderr(),
      `throughline: Prometheus cannot ask this process: 127.0.0.1:${port} is in use; in a cluster only the first process ` +
        'has it, so set OTEL_EXPORTER_PROMETHEUS_PORT for each, or push by OTLP\n',
    )
  })
})
