import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Span } from '@throughline/otlp'
import { plain } from '../../testing/receiver.ts'
import { redisServer } from '../../testing/redis.ts'
import { type RedisApps, startRedisApps } from '../../testing/redis-apps.ts'

/** Prints what an app sees of ioredis, and makes a span `seen` wherever it goes on. */
const work = `
const port = Number(process.env.REDIS_PORT)
const tracer = trace.getTracer('app')
const seen = () => tracer.startSpan('seen').end()
const within = (name, fn) => tracer.startActiveSpan(name, async span => { await fn(); span.end() })
process.on('unhandledRejection', error => console.log('unhandled', error.message))

const main = async () => {
  const redis = new Redis({ port, db: 3 })
  await within('before it is connected', async () => { await redis.set('key', 'secret'); seen() })
  await within('error', async () => {
    const error = await redis.lpush('key', 'secret').catch(error => error)
    console.log(error.name, error.message)
  })
  await within('callback', () => new Promise(resolve => redis.get('key', (error, value) => { console.log(value); seen(); resolve() })))
  await within('many', async () => console.log((await redis.mget(Array.from({ length: 20 }, (_, i) => 'k' + i))).length))
  await within('pipeline', async () => {
    console.log(JSON.stringify(await redis.pipeline().set('a', 'secret').get('a').exec()))
    seen()
  })
  await within('pipeline of one kind', async () => console.log((await redis.pipeline().get('a').get('b').exec()).length))
  await within('pipeline of one', async () => console.log((await redis.pipeline().get('a').exec()).length))
  await within('failing pipeline', async () => {
    const [, [error]] = await redis.pipeline().get('a').lpush('a', 'secret').exec()
    console.log(error.message)
  })
  await within('multi', async () => console.log(JSON.stringify(await redis.multi().set('a', 'secret').get('a').exec())))
  await within('script', async () => {
    redis.defineCommand('twice', { numberOfKeys: 1, lua: 'return redis.call("get", KEYS[1]) .. ARGV[1]' })
    console.log(await redis.twice('a', '!'), (await redis.evalsha('0'.repeat(40), 0).catch(error => error)).message)
  })
  await within('waiting', () => redis.bzpopmin('queue', 0.01))
  await redis.bzpopmin('queue', 0.01)
  await redis.xread('BLOCK', 10, 'STREAMS', 'stream', '$')
  redis.lpush('key', 'nobody waits')
  await redis.ping()

  const automatic = new Redis({ port, enableAutoPipelining: true })
  await automatic.ping()
  await Promise.all(['first', 'second'].map(name => within(name, async () => { await automatic.get(name); seen() })))
  automatic.disconnect()

  const cluster = new Redis.Cluster([{ port: Number(process.env.CLUSTER_PORT) }], { clusterRetryStrategy: () => null })
  await within('cluster', async () => { await cluster.set('key', 'secret'); seen() })
  cluster.disconnect()
  redis.disconnect()
  await within('closed', async () => console.log((await redis.get('key').catch(error => error)).message))
}
main().catch(error => { console.error(error); process.exit(1) })`
const forms = {
  'app.mjs': `import Redis from 'ioredis'; import { trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `const Redis = require('ioredis'); const { trace } = require('@opentelemetry/api'); ${work}`,
}

describe('ioredis', { skip: redisServer.skip }, () => {
  let apps: RedisApps
  before(async () => {
    apps = await startRedisApps()
  })
  after(() => apps.close())

  for (const library of ['ioredis-4', 'ioredis-6']) {
    for (const file of ['app.mjs', 'app.cjs'] as const) {
      test(`${library}, ${file}: a span for each command, pipeline and transaction, in the trace of who asked`, async () => {
        const app = { library, file, source: forms[file] }
        const [{ spans, stdout }, off] = await Promise.all([
          apps.run(app),
          apps.run(app, { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'ioredis' }),
        ])
        assert.equal(stdout, off.stdout)
        assert.match(stdout, /^unhandled WRONGTYPE/m)
        const below = (name: string): Span[] => {
          const parent = spans.find(span => span.name === name)
          return spans.filter(span => span.parentSpanId === parent?.spanId)
        }
        const namesBelow = (name: string) => below(name).map(span => span.name)

        assert.deepEqual(namesBelow('before it is connected'), ['set', 'seen'])
        assert.equal(below('before it is connected')[0]?.kind, 3)
        assert.deepEqual(plain(below('before it is connected')[0]?.attributes ?? []), {
          'db.system.name': 'redis',
          'db.operation.name': 'set',
          'db.namespace': '3',
          'db.query.text': 'set ? ?',
          'server.address': 'localhost',
          'server.port': BigInt(apps.redis.port),
        })
        const [failed] = below('error')
        assert.deepEqual(failed?.status, {
          code: 2,
          message: 'WRONGTYPE Operation against a key holding the wrong kind of value',
        })
        assert.equal(plain(failed?.attributes ?? [])['db.response.status_code'], 'WRONGTYPE')
        assert.equal(plain(failed?.attributes ?? [])['error.type'], 'WRONGTYPE')
        assert.deepEqual(namesBelow('callback'), ['get', 'seen'])
        assert.equal(plain(below('many')[0]?.attributes ?? [])['db.query.text'], 'mget ? ? ? ? ? ? ? ? …')

        assert.deepEqual(namesBelow('pipeline'), ['PIPELINE', 'seen'])
        assert.deepEqual(plain(below('pipeline')[0]?.attributes ?? []), {
          'db.system.name': 'redis',
          'db.operation.name': 'PIPELINE',
          'db.namespace': '3',
          'db.operation.batch.size': 2n,
          'server.address': 'localhost',
          'server.port': BigInt(apps.redis.port),
        })
        assert.deepEqual(namesBelow('pipeline of one kind'), ['PIPELINE get'])
        assert.equal(plain(below('pipeline of one')[0]?.attributes ?? [])['db.operation.batch.size'], undefined)
        assert.equal(below('failing pipeline')[0]?.status.code, 2)
        assert.deepEqual(namesBelow('multi'), ['MULTI'])
        assert.equal(plain(below('multi')[0]?.attributes ?? [])['db.operation.batch.size'], 2n)
        // Version 4 asks for the script and then sends it, version 6 sends it at once; that one is unknown is no error.
        assert.ok(namesBelow('script').every(name => name.startsWith('eval')))
        assert.equal(plain(below('script').at(-1)?.attributes ?? [])['db.response.status_code'], 'NOSCRIPT')
        assert.deepEqual(
          below('script').filter(span => span.status.code === 2),
          [],
        )
        assert.deepEqual(namesBelow('waiting'), ['bzpopmin'])
        for (const name of ['first', 'second']) assert.deepEqual(namesBelow(name), ['get', 'seen'], name)
        assert.deepEqual(namesBelow('cluster'), ['set', 'seen'])
        assert.equal(plain(below('cluster')[0]?.attributes ?? [])['server.port'], BigInt(apps.cluster.port))
        assert.deepEqual(namesBelow('closed'), ['get'])

        const roots = spans.filter(span => span.parentSpanId === '' && span.kind === 3).map(span => span.name)
        assert.deepEqual(roots, [])
        assert.doesNotMatch(
          JSON.stringify(spans, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
          /secret/,
        )
        assert.deepEqual(
          off.spans.filter(span => span.kind === 3),
          [],
        )
      })
    }
  }
})
