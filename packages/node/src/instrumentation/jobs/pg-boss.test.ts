import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Span } from '@throughline/otlp'
import { canHook } from '../../modules/es-modules.ts'
import { startPostgres } from '../../testing/postgres.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'

const PRODUCER = 4
const CONSUMER = 5

/** Sends jobs in each way, fails one of them once, and says what the app itself saw. */
const work = `
const tracer = trace.getTracer('app')
const boss = new PgBoss({ connectionString: process.env.POSTGRES_URL, max: 2 })
boss.on('error', error => console.error(error))
const seen = []
const request = tracer.startSpan('request')
const within = fn => context.with(trace.setSpan(context.active(), request), fn)
await within(() => boss.start())
await boss.createQueue('orders', { retryLimit: 1, retryDelay: 0, retryBackoff: false })
let failures = 0
const settled = new Promise(resolve => {
  const done = what => { seen.push(what); if (seen.length === 4) resolve() }
  within(() => boss.work('orders', { pollingIntervalSeconds: 0.5 }, async ([job]) => {
    tracer.startSpan('inside ' + job.data.id).end()
    if (job.data.id === 2 && failures++ === 0) throw Object.assign(new Error('no stock'), { code: 'E_STOCK' })
    done(JSON.stringify(job.data))
  }))
})
await within(async () => {
  const given = Object.freeze({ id: 1 })
  console.log(typeof await boss.send('orders', given))
  await boss.send({ name: 'orders', data: { id: 2 } })
  const jobs = [{ name: 'orders', data: { id: 3 } }, { name: 'orders', data: { id: 4 } }]
  await (MAJOR === 10 ? boss.insert(jobs) : boss.insert('orders', jobs))
})
await settled
console.log(JSON.stringify(seen.sort()))
console.log(await boss.send('missing').catch(error => error.name))
request.end()
await boss.stop({ graceful: true, wait: true, timeout: 1000 })
`
const imports = {
  'pg-boss-10': `import PgBoss from 'pg-boss'`,
  'pg-boss-12': `import { PgBoss } from 'pg-boss'`,
}
const requires = {
  'pg-boss-10': `const PgBoss = require('pg-boss')`,
  'pg-boss-12': `const { PgBoss } = require('pg-boss')`,
}
const formsOf = (library: keyof typeof imports) => {
  const text = work.replace('MAJOR', library.slice(-2))
  return {
    'app.mjs': `${imports[library]}; import { context, trace } from '@opentelemetry/api'; ${text}`,
    'app.cjs': `${requires[library]}; const { context, trace } = require('@opentelemetry/api'); (async () => { ${text} })()`,
  }
}

const seen = (missing: string) => `string\n["{\\"id\\":1}","{\\"id\\":2}","{\\"id\\":3}","{\\"id\\":4}"]\n${missing}\n`

describe('pg-boss', { concurrency: true }, () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  /** Runs the app with a database of its own; its spans, and the parent of each. */
  const run = async (library: string, file: string, source: string, settings: Record<string, string> = {}) => {
    const postgres = await startPostgres()
    const name = [library, file, ...Object.values(settings)].join(' ')
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: name,
      POSTGRES_URL: postgres.url,
      ...settings,
    }
    const app = runApp({ library, file, source, env })
    assert.equal(await app.exited, 0, app.stderr())
    await postgres.close()
    const spans = receiver.spans.filter(({ serviceName }) => serviceName === name).map(({ span }) => span)
    const parentOf = ({ parentSpanId }: Span) => spans.find(({ spanId }) => spanId === parentSpanId)
    const ofKind = (wanted: number) => spans.filter(({ kind }) => kind === wanted)
    return { stdout: app.stdout(), stderr: app.stderr(), spans, parentOf, ofKind }
  }
  const attribute = ({ attributes }: Span, name: string) => plain(attributes)[name]

  for (const [file, source] of Object.entries(formsOf('pg-boss-10'))) {
    test(`has a span for each call that sends and for each attempt, joined by the job's id: pg-boss-10, ${file}`, async () => {
      const { stdout, stderr, spans, parentOf, ofKind } = await run('pg-boss-10', file, source)
      assert.deepEqual([stdout, stderr], [seen('null'), ''])
      const [first, second, third, missing] = ofKind(PRODUCER)
      assert.deepEqual(
        [first, second, third, missing].map(span => [span?.name, span && parentOf(span)?.name]),
        [...Array(3).fill(['send orders', 'request']), ['send missing', undefined]],
      )
      assert.deepEqual(third && plain(third.attributes), {
        'messaging.system.name': 'pg-boss',
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'messaging.destination.name': 'orders',
        'messaging.batch.message_count': 2n,
      })

      const attempts = ofKind(CONSUMER)
      assert.deepEqual(
        attempts.map(({ name, parentSpanId }) => [name, parentSpanId]),
        Array(5).fill(['process orders', '']),
      )
      const idOf = (span: Span | undefined) => span && attribute(span, 'messaging.message.id')
      assert.equal(attempts.filter(span => idOf(span) === idOf(first)).length, 1)
      const retried = attempts.filter(span => idOf(span) === idOf(second))
      assert.deepEqual(
        retried.map(span => [span.status?.code, attribute(span, 'error.type')]),
        [
          [2, 'E_STOCK'],
          [0, undefined],
        ],
      )
      for (const inside of spans.filter(({ name }) => name.startsWith('inside'))) {
        assert.equal(parentOf(inside)?.name, 'process orders')
      }
      assertQuiet(spans, parentOf)
    })
  }

  for (const [file, source] of Object.entries(formsOf('pg-boss-12'))) {
    test(`traces by itself, and goes on with the trace of who sends: pg-boss-12, ${file}`, {
      skip: !canHook,
    }, async () => {
      const { stdout, stderr, spans, parentOf, ofKind } = await run('pg-boss-12', file, source)
      assert.deepEqual([stdout, stderr], [seen('Error'), ''])
      const sent = ofKind(PRODUCER).map(span => [span.name, parentOf(span)?.name])
      assert.deepEqual(sent, [
        ['send orders', 'request'],
        ['send orders', 'request'],
        ['insert orders', 'request'],
        ['send missing', undefined],
      ])
      const attempts = ofKind(CONSUMER).map(span => [span.name, parentOf(span)?.name, span.status?.code])
      assert.deepEqual(attempts.sort(), [
        ['process orders', 'insert orders', 0],
        ['process orders', 'insert orders', 0],
        ['process orders', 'send orders', 0],
        ['process orders', 'send orders', 0],
        ['process orders', 'send orders', 2],
      ])
      assertQuiet(spans, parentOf)
    })
  }

  test('an app decides whether the context is carried', { skip: !canHook }, async () => {
    const source = formsOf('pg-boss-12')['app.mjs'].replace(
      'max: 2',
      'max: 2, openTelemetry: { propagateContext: false }',
    )
    const { stdout, ofKind } = await run('pg-boss-12', 'own.mjs', source)
    assert.equal(stdout, seen('Error'))
    assert.deepEqual(
      ofKind(CONSUMER).map(({ parentSpanId }) => parentSpanId),
      Array(5).fill(''),
    )
  })

  test('is the same for the app where it is off', async () => {
    const off = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg-boss' }
    const { stdout, stderr, ofKind } = await run('pg-boss-10', 'app.cjs', formsOf('pg-boss-10')['app.cjs'], off)
    assert.deepEqual([stdout, stderr], [seen('null'), ''])
    assert.deepEqual([...ofKind(PRODUCER), ...ofKind(CONSUMER)], [])
  })
})

/** Neither a trace of its own nor a part of the request that started it: what pg-boss asks again and again. */
function assertQuiet(spans: readonly Span[], parentOf: (span: Span) => Span | undefined): void {
  const ofRequest = spans.filter(span => parentOf(span)?.name === 'request')
  assert.deepEqual(
    ofRequest.map(({ name }) => name).filter(name => !/^(send|insert) orders$/.test(name)),
    [],
  )
  const texts = spans.map(({ attributes }) => String(plain(attributes)['db.query.text']))
  assert.ok(texts.some(text => /insert into/i.test(text)))
  assert.deepEqual(
    texts.filter(text => /skip locked/i.test(text)),
    [],
  )
}
