import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { redisServer, startRedis, type TestRedis } from '../../testing/redis.ts'
import { runApp } from '../../testing/run-app.ts'

const work = `
const redis = new Redis(Number(process.env.REDIS_PORT))
trace.getTracer('app').startActiveSpan('job', async job => {
  await redis.set('key', 'secret')
  await redis.lpush('key', 'secret').catch(error => console.log(error.message))
  job.end()
  redis.disconnect()
})`
const forms = {
  'app.mjs': `import Redis from 'ioredis'; import { trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `const Redis = require('ioredis'); const { trace } = require('@opentelemetry/api'); ${work}`,
}

describe('ioredis', { skip: redisServer.skip }, () => {
  let receiver: TestReceiver
  let redis: TestRedis
  before(async () => {
    receiver = await startReceiver()
    redis = await startRedis()
  })
  after(() => Promise.all([receiver.close(), redis.close()]))

  for (const library of ['ioredis-6']) {
    for (const [file, source] of Object.entries(forms)) {
      test(`has a span for each command: ${library}, ${file}`, async () => {
        const env = {
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
          OTEL_SERVICE_NAME: `${library} ${file}`,
          REDIS_PORT: String(redis.port),
        }
        const app = runApp({ file, source, library, env })
        assert.equal(await app.exited, 0, app.stderr())
        const wrongType = 'WRONGTYPE Operation against a key holding the wrong kind of value'
        assert.equal(app.stdout(), `${wrongType}\n`)
        const spans = receiver.spans.filter(({ serviceName }) => serviceName === env.OTEL_SERVICE_NAME)
        const byName = Object.fromEntries(spans.map(({ span }) => [span.name, span]))
        assert.deepEqual(Object.keys(byName).sort(), ['job', 'lpush', 'set'])
        const { job, set, lpush } = byName
        assert.deepEqual([set?.kind, set?.parentSpanId, lpush?.parentSpanId], [3, job?.spanId, job?.spanId])
        assert.deepEqual(lpush?.status, { code: 2, message: wrongType })
        assert.deepEqual(plain(set?.attributes ?? []), {
          'db.system.name': 'redis',
          'db.operation.name': 'set',
          'db.query.text': 'set key [1 other arguments]',
          'server.address': 'localhost',
          'server.port': BigInt(redis.port),
        })
      })
    }
  }
})
