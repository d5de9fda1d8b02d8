import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Span } from '@throughline/otlp'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { redisServer, startRedis, type TestRedis } from '../../testing/redis.ts'
import { runApp } from '../../testing/run-app.ts'

const PRODUCER = 4
const CONSUMER = 5

/** Adds jobs in each way, fails one of them once, and says what the app itself saw. */
const work = `
const connection = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT), maxRetriesPerRequest: null }
const tracer = trace.getTracer('app')
const opts = { connection, prefix: process.env.OTEL_SERVICE_NAME }
const failure = Object.assign(new Error('no stock'), { code: 'E_STOCK' })
const worker = tracer.startActiveSpan('start', span => {
  const created = new Worker('orders', job => {
    tracer.startSpan('inside ' + job.name).end()
    if (job.name === 'retried' && job.attemptsMade === FIRST) throw failure
    return job.data
  }, opts)
  span.end()
  return created
})
const steps = new Worker('steps', async job => job.data, opts)
const errors = []
worker.on('failed', (job, error) => errors.push(error === failure))
const done = []
const finished = new Promise(resolve => {
  for (const each of [worker, steps]) {
    each.on('completed', (job, result) => {
      done.push(job.name + ' ' + JSON.stringify(job.data) + ' ' + JSON.stringify(result))
      if (done.length === 7) resolve()
    })
  }
})
const queue = new Queue('orders', opts)
const flows = new FlowProducer(opts)
const given = Object.freeze({ delay: 5 })
await tracer.startActiveSpan('request', async request => {
  await queue.add('one', { id: 1 }, given)
  await queue.add('retried', { id: 2 }, { attempts: 2 })
  await queue.addBulk([{ name: 'many', data: { id: 3 } }, { name: 'many', data: { id: 4 } }])
  await flows.add({ name: 'root', queueName: 'orders', data: {}, children: [{ name: 'step', queueName: 'steps', data: { id: 5 } }] })
  await queue.add('every', {}, { repeat: { every: 3600000, immediately: true } })
  request.end()
})
await finished
const refused = await queue.add('refused', {}, { jobId: '0' }).catch(error => error.message)
console.log(JSON.stringify({ done: done.sort(), errors, refused }))
await Promise.all([worker.close(), steps.close(), queue.close(), flows.close()])
`
const forms = {
  'app.mjs': `import { FlowProducer, Queue, Worker } from 'bullmq'; import { trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `const { FlowProducer, Queue, Worker } = require('bullmq'); const { trace } = require('@opentelemetry/api')
    ;(async () => { ${work} })()`,
}

/** Sends two jobs: to a file that is run in a process of its own, and to a function that puts it back once. */
const sandboxed = `
import { writeFileSync } from 'node:fs'
import { DelayedError, Queue, Worker } from 'bullmq'
const connection = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT), maxRetriesPerRequest: null }
const opts = { connection, prefix: 'sandboxed' + process.env.OTEL_SERVICE_NAME }
const file = new URL('processor.cjs', import.meta.url).pathname
writeFileSync(file, \`
const { trace } = require('@opentelemetry/api')
module.exports = async job => {
  trace.getTracer('app').startSpan('inside').end()
  await require('@throughline/node').flush()
  return 'done'
}\`)
let moves = 0
const workers = [
  new Worker('orders', file, opts),
  new Worker('moved', async (job, token) => {
    if (moves++ > 0) return
    await job.moveToDelayed(Date.now() + 1, token)
    throw new DelayedError()
  }, opts),
]
const finished = workers.map(worker => new Promise(resolve => worker.on('completed', resolve)))
const queues = workers.map(({ name }) => new Queue(name, opts))
for (const queue of queues) await queue.add('one', {})
await Promise.all(finished)
await Promise.all([...workers, ...queues].map(each => each.close()))
`

const ownTelemetry = `
import { Queue, Worker } from 'bullmq'
const connection = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT), maxRetriesPerRequest: null }
const names = []
const span = { setAttribute() {}, setAttributes() {}, setSpanOnContext: context => context, addEvent() {}, recordException() {}, end() {} }
const telemetry = {
  tracer: { startSpan(name) { names.push(name); return span } },
  contextManager: { with: (context, fn) => fn(), active: () => ({}), getMetadata: () => 'of the app', fromMetadata: (active, metadata) => { names.push(metadata); return active } },
}
const opts = { connection, prefix: 'own', telemetry }
const worker = new Worker('orders', async job => job.data, opts)
const finished = new Promise(resolve => worker.on('completed', resolve))
const queue = new Queue('orders', opts)
await queue.add('one', {})
await finished
await Promise.all([worker.close(), queue.close()])
console.log(JSON.stringify(names.filter(name => /^(add|process) /.test(name))), names.includes('of the app'))
`

const libraries = [
  { library: 'bullmq-4', firstAttempt: 1 },
  { library: 'bullmq-6', firstAttempt: 0 },
]

describe('BullMQ', { skip: redisServer.skip, concurrency: true }, () => {
  let receiver: TestReceiver
  let redis: TestRedis
  before(async () => {
    receiver = await startReceiver()
    redis = await startRedis()
  })
  after(() => Promise.all([receiver.close(), redis.close()]))

  /** Runs the app; what it says, and its spans. */
  const run = async (options: { file: string; source: string; library: string; env?: Record<string, string> }) => {
    const name = [options.library, options.file, ...Object.keys(options.env ?? {})].join()
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: name,
      REDIS_PORT: String(redis.port),
      ...options.env,
    }
    const app = runApp({ ...options, env })
    assert.equal(await app.exited, 0, app.stderr())
    const spans = receiver.spans.filter(({ serviceName }) => serviceName === name).map(({ span }) => span)
    return { stdout: app.stdout(), stderr: app.stderr(), spans }
  }

  const seen = {
    done: [
      'every {} {}',
      'many {"id":3} {"id":3}',
      'many {"id":4} {"id":4}',
      'one {"id":1} {"id":1}',
      'retried {"id":2} {"id":2}',
      'root {} {}',
      'step {"id":5} {"id":5}',
    ],
    errors: [true],
  }

  for (const { library, firstAttempt } of libraries) {
    for (const [file, text] of Object.entries(forms)) {
      const source = text.replace('FIRST', String(firstAttempt))

      test(`has a span for adding jobs and for each attempt, in one trace: ${library}, ${file}`, async () => {
        const { stdout, spans } = await run({ file, source, library })
        const { refused, ...rest } = JSON.parse(stdout)
        assert.deepEqual(rest, seen)
        assert.match(refused, /JobId cannot be '0'/)
        const byId = new Map(spans.map(span => [span.spanId, span]))
        const parentOf = ({ parentSpanId }: Span) => byId.get(parentSpanId)
        const request = spans.find(({ name }) => name === 'request')

        // Nothing that the workers ask of Redis is a trace, or a part of what was active when they were made.
        const roots = spans.filter(({ parentSpanId }) => parentSpanId === '').map(({ name }) => name)
        assert.deepEqual(roots.sort(), ['process orders', 'request', 'send orders', 'start'])
        const ofStart = spans.filter(span => parentOf(span)?.name === 'start').map(({ name }) => name)
        assert.deepEqual(
          ofStart.filter(name => /evalsha|pop|xread/.test(name)),
          [],
        )

        const processes = spans.filter(({ kind }) => kind === CONSUMER)
        const described = processes.map(span => {
          const { 'bullmq.job.name': job, 'bullmq.job.attempts.made': attempts } = plain(span.attributes)
          const sender = parentOf(span)
          return [
            span.name,
            job,
            Number(attempts) - firstAttempt,
            sender?.name,
            plain(sender?.attributes ?? [])['bullmq.job.name'],
          ]
        })
        assert.deepEqual(described.sort(), [
          ['process orders', 'every', 0, undefined, undefined],
          ['process orders', 'many', 0, 'send orders', undefined],
          ['process orders', 'many', 0, 'send orders', undefined],
          ['process orders', 'one', 0, 'send orders', 'one'],
          ['process orders', 'retried', 0, 'send orders', 'retried'],
          ['process orders', 'retried', 1, 'send orders', 'retried'],
          ['process orders', 'root', 0, 'send orders', 'root'],
          ['process steps', 'step', 0, 'send orders', 'root'],
        ])
        for (const inside of spans.filter(({ name }) => name.startsWith('inside '))) {
          assert.equal(parentOf(inside)?.name, 'process orders')
        }

        const sends = spans.filter(({ kind }) => kind === PRODUCER)
        assert.deepEqual(
          sends.map(span => [span.name, parentOf(span) === request, span.status?.code]),
          [...Array(5).fill(['send orders', true, 0]), ['send orders', false, 2]],
        )
        const messaging = {
          'messaging.system.name': 'bullmq',
          'messaging.destination.name': 'orders',
          'server.address': '127.0.0.1',
          'server.port': BigInt(redis.port),
        }
        const one = processes.find(({ attributes }) => plain(attributes)['bullmq.job.name'] === 'one')
        const sent = {
          ...messaging,
          'messaging.operation.name': 'send',
          'messaging.operation.type': 'send',
        }
        assert.deepEqual(plain(sends[0]?.attributes ?? []), {
          ...sent,
          'bullmq.job.name': 'one',
          'messaging.message.id': '1',
        })
        assert.deepEqual(plain(sends[2]?.attributes ?? []), { ...sent, 'messaging.batch.message_count': 2n })
        assert.deepEqual(plain(one?.attributes ?? []), {
          ...messaging,
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
          'messaging.message.id': '1',
          'bullmq.job.name': 'one',
          'bullmq.job.attempts.made': BigInt(firstAttempt),
        })
        const failed = processes.filter(({ status }) => status?.code === 2)
        assert.deepEqual(
          failed.map(({ status, attributes }) => [status?.message, plain(attributes)['error.type']]),
          [['no stock', 'E_STOCK']],
        )
      })

      test(`is the same for the app where it is off: ${library}, ${file}`, async () => {
        const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'bullmq,ioredis' }
        const { stdout, spans } = await run({ file, source, library, env })
        assert.deepEqual({ ...JSON.parse(stdout), refused: undefined }, { ...seen, refused: undefined })
        assert.deepEqual(new Set(spans.map(({ kind }) => kind)), new Set([1]))
      })
    }

    test(`goes on in the process of a sandboxed processor, and what moves its job has not failed: ${library}`, async () => {
      const { spans } = await run({ file: 'sandboxed.mjs', source: sandboxed, library })
      const inside = spans.find(({ name }) => name === 'inside')
      const processes = spans.filter(({ kind }) => kind === CONSUMER)
      assert.deepEqual(processes.map(({ name, status }) => [name, status?.code]).sort(), [
        ['process moved', 0],
        ['process moved', 0],
        ['process orders', 0],
      ])
      assert.equal(inside?.parentSpanId, processes.find(({ name }) => name === 'process orders')?.spanId)
    })
  }

  test('an app that has BullMQ trace by itself is left to that', async () => {
    const { stdout, spans } = await run({ file: 'own.mjs', source: ownTelemetry, library: 'bullmq-6' })
    assert.match(stdout, /"add orders\.one","process orders"/)
    assert.match(stdout, /true/)
    assert.deepEqual(spans, [])
  })
})
