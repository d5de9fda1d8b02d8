import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ReceivedLog } from '../testing/decode-logs.ts'
import { type LogReceiver, startGrpcLogReceiver, startLogReceiver } from '../testing/log-receiver.ts'
import { runApp } from '../testing/run-app.ts'

/** Runs within a span, whose ids are the app's first line. */
const within = (lines: string): string => `
const { trace } = require('@opentelemetry/api')
trace.getTracer('app').startActiveSpan('work', span => {
  const { traceId, spanId } = span.spanContext()
  process.stdout.write('SPAN ' + traceId + ' ' + spanId + '\\n')
  ${lines}
  span.end()
})`

const pino = within(`
  const pino = require('pino')
  const logger = pino({ name: 'shop', redact: ['card'] }, pino.destination({ dest: 1, sync: true }))
  logger.info({ orderId: 7, cart: { items: ['a', 'b'] }, card: '4111' }, 'order placed')
  logger.child({ module: 'db' }).error(new TypeError('boom'))
  logger.debug('not written')
  logger.warn({ trace_id: 'mine' }, 'own')`)

const winston = within(`
  const { createLogger, format, transports } = require('winston')
  const redact = format(info => ({ ...info, card: undefined }))
  const drop = format(info => info.message !== 'dropped' && info)
  const logger = createLogger({
    format: format.combine(drop(), redact(), format.colorize(), format.json()),
    transports: [new transports.Console()],
  })
  logger.info('order placed', { orderId: 7, cart: { items: ['a', 'b'] }, card: '4111' })
  logger.error('failed:', new TypeError('boom'))
  logger.debug('not written')
  logger.info('dropped')
  logger.warn({ message: 'own', trace_id: 'mine' })`)

const bunyan = within(`
  const logger = require('bunyan').createLogger({ name: 'shop' })
  logger.info({ orderId: 7, cart: { items: ['a', 'b'] } }, 'order placed')
  logger.child({ module: 'db' }).error(new TypeError('boom'))
  logger.debug('not written')
  logger.warn({ trace_id: 'mine' }, 'own')`)

describe('log records', { concurrency: true }, () => {
  let receiver: LogReceiver
  before(async () => {
    receiver = await startLogReceiver()
  })
  after(() => receiver.close())

  const start = (name: string, source: string, env: Record<string, string> = {}, library?: string) => {
    const app = runApp({
      file: 'app.cjs',
      source,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_LOGS_EXPORTER: 'otlp', OTEL_SERVICE_NAME: name, ...env },
      ...(library === undefined ? {} : { library }),
    })
    const logs = (): readonly ReceivedLog[] => receiver.logs.filter(({ serviceName }) => serviceName === name)
    return { ...app, logs }
  }

  for (const [name, source, scope, library] of [
    ['pino 10', pino, 'shop', undefined],
    ['pino 8', pino, 'shop', 'pino-8'],
    ['winston 3', winston, 'winston', undefined],
    ['winston 3.0', winston, 'winston', 'winston-3'],
    ['bunyan 2', bunyan, 'shop', undefined],
    ['bunyan 1', bunyan, 'shop', 'bunyan-1'],
  ] as const) {
    test(`are the lines of ${name}, with their span, level, message, fields and error`, async () => {
      const app = start(name, source, {}, library)
      assert.equal(await app.exited, 0, app.stderr())
      assert.equal(app.stderr(), '')
      const [, traceId, spanId] = app.stdout().split('\n')[0]?.split(' ') ?? []
      const [placed, failed, own, ...others] = app.logs()
      assert.deepEqual(others, [])

      assert.equal(placed?.body, 'order placed')
      assert.equal(placed.scope, scope)
      assert.deepEqual([placed.severityNumber, placed.severityText], [9, 'info'])
      assert.deepEqual([placed.traceId, placed.spanId, placed.flags], [traceId, spanId, 1])
      const { orderId, cart, card, ...more } = placed.attributes
      assert.deepEqual({ orderId, cart }, { orderId: 7n, cart: { items: ['a', 'b'] } })
      assert.notEqual(card, '4111')
      // What the logger adds of itself is told by the record and the resource.
      assert.deepEqual(Object.keys(more), name.startsWith('pino') ? ['name'] : [])
      assert.ok(placed.timeUnixNano > 1_700_000_000_000_000_000n)
      assert.equal(placed.timeUnixNano, placed.observedTimeUnixNano)

      assert.equal(failed?.severityNumber, 17)
      assert.match(String(failed.body), /boom|failed:/)
      assert.equal(failed.attributes['exception.type'], 'TypeError')
      assert.equal(failed.attributes['exception.message'], 'boom')
      assert.match(String(failed.attributes['exception.stacktrace']), /^TypeError: boom\n\s+at /)

      assert.deepEqual([own?.severityNumber, own?.attributes.trace_id, own?.traceId], [13, 'mine', traceId])
    })
  }

  test('are the lines of console, once where a logger writes by it', async () => {
    const source = within(`
      console.log('%s is %d', 'this', 1)
      console.warn('careful', { why: 'x' })
      console.error(new RangeError('boom'))
      const pino = require('pino')
      pino({}, { write: line => console.log(line.trimEnd()) }).info('by console')`)
    const app = start('console', source)
    assert.equal(await app.exited, 0)
    const [, traceId] = app.stdout().split('\n')[0]?.split(' ') ?? []
    const seen = app
      .logs()
      .map(({ scope, severityNumber, body }) => [scope, severityNumber, String(body).split('\n')[0]])
    assert.deepEqual(seen, [
      ['console', 9, 'this is 1'],
      ['console', 13, `careful { why: 'x' }`],
      ['console', 17, 'RangeError: boom'],
      ['pino', 9, 'by console'],
    ])
    assert.deepEqual(new Set(app.logs().map(log => log.traceId)), new Set([traceId]))
    assert.equal(app.logs()[2]?.attributes['exception.type'], 'RangeError')
  })

  test('are what the app emits by the API, within the limits', async () => {
    const source = `
      const { context, logs, ROOT_CONTEXT } = require('@opentelemetry/api')
      const logger = logs.getLogger('mine', '1.2.3', { schemaUrl: 'https://example.org/schema' })
      logger.emit({
        eventName: 'order.placed',
        timestamp: 1700000000000,
        observedTimestamp: 1700000001000,
        severityNumber: 10,
        severityText: 'notice',
        body: { a: [1, true, 'x'] },
        attributes: { one: '12345', two: 2, three: 3 },
        exception: new TypeError('boom'),
      })
      logger.emit({ body: 'plain' })
      if (!logger.enabled()) throw new Error('not enabled')
      `
    const app = start('api', source, {
      OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '4',
      OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: '4',
    })
    assert.equal(await app.exited, 0, app.stderr())
    const [placed, plain] = app.logs()
    assert.deepEqual(
      { ...placed },
      {
        serviceName: 'api',
        scope: 'mine',
        scopeVersion: '1.2.3',
        schemaUrl: 'https://example.org/schema',
        timeUnixNano: 1_700_000_000_000_000_000n,
        observedTimeUnixNano: 1_700_000_001_000_000_000n,
        severityNumber: 10,
        severityText: 'notice',
        body: { a: [1n, true, 'x'] },
        attributes: {
          'exception.type': 'Type',
          'exception.message': 'boom',
          'exception.stacktrace': 'Type',
          one: '1234',
        },
        droppedAttributesCount: 2,
        flags: 0,
        traceId: '',
        spanId: '',
        eventName: 'order.placed',
      },
    )
    assert.deepEqual([plain?.body, plain?.severityNumber], ['plain', 0])
  })

  test('leave while the event loop is blocked', async () => {
    const app = start('blocked', `console.log('before'); for (const end = Date.now() + 20_000; Date.now() < end; );`)
    await receiver.waitFor(() => app.logs().length > 0)
    app.process.kill('SIGKILL')
    await app.exited
  })

  test('are all there after process.exit(), an uncaught exception, and from worker threads', async () => {
    const exits = start('exits', `for (let i = 0; i < 1000; i++) console.log(i); process.exit(3)`)
    assert.equal(await exits.exited, 3)
    assert.equal(exits.logs().length, 1000)

    const fails = start(
      'fails',
      `process.on('exit', () => console.log('last')); console.log('first'); throw new Error('no')`,
    )
    assert.equal(await fails.exited, 1)
    assert.deepEqual(
      fails.logs().map(({ body }) => body),
      ['first', 'last'],
    )

    const threads = start(
      'threads',
      `const { Worker, isMainThread } = require('node:worker_threads')
       if (isMainThread) new Worker(__filename)
       else { console.log('from a thread'); process.exit() }`,
    )
    assert.equal(await threads.exited, 0)
    assert.deepEqual(
      threads.logs().map(({ body }) => body),
      ['from a thread'],
    )
  })

  test('are not made of what the exporter says of itself', async () => {
    const source = within(`
      console.log('first')
      setInterval(() => {}, 1000)
      process.on('SIGTERM', () => process.exit())`)
    const app = start('trouble', source, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:1/v1/traces' })
    await app.errorLine(line => line.startsWith('throughline: cannot reach'))
    app.process.kill('SIGTERM')
    assert.equal(await app.exited, 0)
    assert.deepEqual(
      app.logs().map(({ body }) => body),
      ['first'],
    )
  })

  test('are sent where no spans are, and none of those', async t => {
    const own = await startLogReceiver()
    t.after(() => own.close())
    const app = start('logs only', within(`console.log('a line')`), {
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_ENDPOINT: own.url,
    })
    assert.equal(await app.exited, 0)
    assert.deepEqual([own.paths, own.logs.length], [['/v1/logs'], 1])
  })

  test('are not made unless they are asked for', async t => {
    const own = await startLogReceiver()
    t.after(() => own.close())
    const env = { OTEL_LOGS_EXPORTER: '', OTEL_EXPORTER_OTLP_ENDPOINT: own.url, OTEL_METRICS_EXPORTER: 'none' }
    const app = start('unasked', within(`console.log('a line')`), env)
    assert.equal(await app.exited, 0)
    assert.deepEqual(own.paths, ['/v1/traces'])
  })

  test('go by gRPC', async t => {
    const own = await startGrpcLogReceiver()
    t.after(() => own.close())
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: own.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }
    const app = start('grpc', `console.log('a line')`, env)
    assert.equal(await app.exited, 0)
    assert.equal(app.stderr(), '')
    assert.deepEqual(
      own.logs.map(({ body }) => body),
      ['a line'],
    )
    assert.ok(own.paths.includes('/opentelemetry.proto.collector.logs.v1.LogsService/Export'))
  })

  test('are sent again by the rules of OTLP, and what is refused is told', async t => {
    const own = await startLogReceiver()
    t.after(() => own.close())
    own.statuses.push(503, 200, 400)
    const source = `
      const { flush } = require('@throughline/node')
      console.log('first')
      flush().then(() => { console.log('second'); return flush() })`
    const app = start('refused', source, { OTEL_EXPORTER_OTLP_ENDPOINT: own.url })
    assert.equal(await app.exited, 0)
    assert.deepEqual(
      own.logs.map(({ body }) => body),
      ['first'],
    )
    assert.match(app.stderr(), /asks to come back later \(HTTP 503\); retrying, log records are kept in memory\n/)
    assert.match(app.stderr(), /refused log records \(HTTP 400\); they are dropped\n/)
  })

  test('are lines on stdout for OTEL_LOGS_EXPORTER=console', async () => {
    const app = start('to stdout', `console.log('a line')`, { OTEL_LOGS_EXPORTER: 'console' })
    assert.equal(await app.exited, 0)
    const lines = app.stdout().trimEnd().split('\n')
    const record = JSON.parse(lines.find(line => line.startsWith('{')) ?? '')
    assert.deepEqual([record.scope, record.severityNumber, record.body], ['console', 9, 'a line'])
    assert.deepEqual(app.logs(), [])
  })
})
