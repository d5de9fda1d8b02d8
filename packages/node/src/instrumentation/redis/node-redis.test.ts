import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Span } from '@throughline/otlp'
import { plain } from '../../testing/receiver.ts'
import { redisServer } from '../../testing/redis.ts'
import { type RedisApps, startRedisApps } from '../../testing/redis-apps.ts'

/** Prints what an app sees of redis, and makes a span `seen` wherever it goes on. */
const work = `
const url = 'redis://127.0.0.1:' + process.env.REDIS_PORT
const tracer = trace.getTracer('app')
const seen = () => tracer.startSpan('seen').end()
const within = (name, fn) => tracer.startActiveSpan(name, async span => { await fn(); span.end() })
process.on('unhandledRejection', error => console.log('unhandled', error.message))

const main = async () => {
  const redis = createClient({ url, database: 3 })
  redis.on('error', error => console.log('error event', error.message))
  const connected = redis.connect()
  await within('before it is connected', async () => { await redis.set('key', 'secret'); seen() })
  await connected
  await within('error', async () => {
    const error = await redis.lPush('key', 'secret').catch(error => error)
    console.log(error.constructor.name, error.message)
  })
  await within('plain command', async () => console.log(await redis.sendCommand(['GET', 'key'])))
  await within('pipeline', async () => {
    console.log(JSON.stringify(await redis.multi().set('a', 'secret').get('a').execAsPipeline()))
    seen()
  })
  await within('multi', async () => console.log(JSON.stringify(await redis.multi().set('a', 'secret').get('a').exec())))
  await within('failing multi', async () => {
    const error = await redis.multi().get('a').lPush('a', 'secret').exec().catch(error => error)
    console.log(error instanceof Error)
  })
  await within('unknown script', async () => console.log((await redis.evalSha('0'.repeat(40)).catch(error => error)).message))
  await within('waiting', () => redis.bzPopMin('queue', 0.01))
  await redis.bzPopMin('queue', 0.01)
  await redis.xRead({ key: 'stream', id: '$' }, { BLOCK: 10 })
  redis.sendCommand(['LPUSH', 'key', 'nobody waits'])
  await redis.ping()

  const subscriber = redis.duplicate()
  await subscriber.connect()
  const heard = new Promise(resolve => subscriber.subscribe('news', resolve).then(() => within('publish', () => redis.publish('news', 'secret'))))
  console.log(await heard)
  await (subscriber.destroy ?? subscriber.disconnect).call(subscriber)

  const cluster = createCluster({ rootNodes: [{ url: 'redis://127.0.0.1:' + process.env.CLUSTER_PORT }] })
  await cluster.connect()
  await within('cluster', async () => { await cluster.set('key', 'secret'); seen() })
  await within('multi of a cluster', async () => console.log((await cluster.multi().get('{a}1').get('{a}2').exec()).length))
  await (cluster.destroy ?? cluster.disconnect).call(cluster)
  await (redis.destroy ?? redis.disconnect).call(redis)
  await within('closed', async () => console.log((await redis.get('key').catch(error => error)).constructor.name))
}
main().catch(error => { console.error(error); process.exit(1) })`
const forms = {
  'app.mjs': `import { createClient, createCluster } from 'redis'; import { trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `const { createClient, createCluster } = require('redis'); const { trace } = require('@opentelemetry/api'); ${work}`,
}

describe('node-redis', { skip: redisServer.skip }, () => {
  let apps: RedisApps
  before(async () => {
    apps = await startRedisApps()
  })
  after(() => apps.close())

  for (const library of ['redis-4', 'redis-6']) {
    for (const file of ['app.mjs', 'app.cjs'] as const) {
      test(`${library}, ${file}: a span for each command, pipeline and transaction, in the trace of who asked`, async () => {
        const app = { library, file, source: forms[file] }
        const [{ spans, stdout }, off] = await Promise.all([
          apps.run(app),
          apps.run(app, { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'redis' }),
        ])
        assert.equal(stdout, off.stdout)
        assert.match(stdout, /^unhandled WRONGTYPE/m)
        const below = (name: string): Span[] => {
          const parent = spans.find(span => span.name === name)
          return spans.filter(span => span.parentSpanId === parent?.spanId)
        }
        const namesBelow = (name: string) => below(name).map(span => span.name)

        assert.deepEqual(namesBelow('before it is connected'), ['SET', 'seen'])
        const server = { 'server.address': '127.0.0.1', 'server.port': BigInt(apps.redis.port) }
        assert.equal(below('before it is connected')[0]?.kind, 3)
        assert.deepEqual(plain(below('before it is connected')[0]?.attributes ?? []), {
          'db.system.name': 'redis',
          'db.operation.name': 'SET',
          'db.namespace': '3',
          'db.query.text': 'SET ? ?',
          ...server,
        })
        const [failed] = below('error')
        assert.deepEqual(failed?.status, {
          code: 2,
          message: 'WRONGTYPE Operation against a key holding the wrong kind of value',
        })
        assert.equal(plain(failed?.attributes ?? [])['db.response.status_code'], 'WRONGTYPE')
        assert.equal(plain(failed?.attributes ?? [])['error.type'], 'WRONGTYPE')
        assert.deepEqual(namesBelow('plain command'), ['GET'])
        assert.deepEqual(namesBelow('pipeline'), ['PIPELINE', 'seen'])
        assert.deepEqual(plain(below('pipeline')[0]?.attributes ?? []), {
          'db.system.name': 'redis',
          'db.operation.name': 'PIPELINE',
          'db.namespace': '3',
          'db.operation.batch.size': 2n,
          ...server,
        })
        assert.deepEqual(namesBelow('multi'), ['MULTI'])
        assert.equal(below('failing multi')[0]?.status.code, 2)
        assert.equal(below('unknown script')[0]?.status.code, 0)
        assert.deepEqual(namesBelow('waiting'), ['BZPOPMIN'])
        assert.deepEqual(namesBelow('publish'), ['PUBLISH'])
        assert.deepEqual(namesBelow('cluster'), ['SET', 'seen'])
        assert.equal(plain(below('cluster')[0]?.attributes ?? [])['server.port'], BigInt(apps.cluster.port))
        assert.match(namesBelow('multi of a cluster').join(), /^MULTI( GET)?$/)

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
