import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { canHook } from '../../../modules/es-modules.ts'
import { kafkaSkip, startKafka, type TestKafka } from '../../../testing/kafka.ts'
import { plain, startReceiver, type TestReceiver } from '../../../testing/receiver.ts'
import { runApp } from '../../../testing/run-app.ts'

const source = `
import { Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka'
import { trace } from '@opentelemetry/api'
const tracer = trace.getTracer('app')
const { BROKER, TOPIC } = process.env
const client = { clientId: 'app', bootstrapBrokers: [BROKER], retryDelay: 50, retries: 20 }
const inner = name => tracer.startSpan(name).end()

const producer = new Producer({ ...client, serializers: stringSerializers, autocreateTopics: true })
const headers = Object.freeze({ traceparent: 'old', type: 'order' })
const message = Object.freeze({ topic: TOPIC, key: 'k', value: 'secret', headers })
await tracer.startActiveSpan('request', async request => {
  const { offsets } = await producer.send({ messages: [message] })
  inner('sent')
  console.log(offsets[0].topic === TOPIC)
  request.end()
})
await tracer.startActiveSpan('callback', span =>
  new Promise(resolve => producer.send({ messages: [message, { ...message, value: 'b' }] }, error => {
    inner('called back')
    span.end()
    resolve(error)
  })))
await producer.close()
await producer.send({ messages: [message] }).catch(error => console.log(error.code))
const raw = new Producer(client)
await raw.send({ messages: [{ topic: TOPIC, value: Buffer.from('bytes') }] })
await raw.close()

const options = { topics: [TOPIC], mode: 'earliest', maxWaitTime: 100 }
const consumer = new Consumer({ ...client, groupId: 'loop' + TOPIC, deserializers: stringDeserializers })
let count = 0
for await (const message of await consumer.consume(options)) {
  await new Promise(setImmediate)
  inner('in loop')
  console.log(message.value, message.headers.get('traceparent')?.length, message.headers.get('type'))
  if (++count === 4) break
}
inner('after loop')
await consumer.close(true)

const bytes = new Consumer({ ...client, groupId: 'listener' + TOPIC })
const stream = await bytes.consume(options)
await new Promise(resolve => stream.on('data', message => {
  inner('in listener')
  if (message.offset === 3n) resolve()
}))
await stream.close()
await bytes.close(true)
`

describe('@platformatic/kafka', { skip: kafkaSkip, concurrency: 3 }, () => {
  let receiver: TestReceiver
  let kafka: TestKafka
  before(async () => {
    ;[receiver, kafka] = await Promise.all([startReceiver(), startKafka()])
  })
  after(() => Promise.all([receiver.close(), kafka.close()]))

  async function run(library: string, env: Record<string, string> = {}) {
    const topic = `${library}-${Object.keys(env).length}`
    const app = runApp({
      ...{ file: 'app.mjs', source, library },
      env: {
        ...{ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: topic, BROKER: kafka.broker, TOPIC: topic },
        ...env,
      },
    })
    assert.equal(await app.exited, 0, app.stderr())
    const spans = receiver.spans.filter(({ serviceName }) => serviceName === topic).map(({ span }) => span)
    const named = (name: string) => spans.filter(span => span.name === name)
    return { topic, spans, named, stdout: app.stdout().split('\n').slice(0, -1) }
  }

  for (const library of ['platformatic-kafka-1', 'platformatic-kafka-2']) {
    test(`messages are parts of their producers’ traces: ${library}`, { skip: !canHook }, async () => {
      const { topic, spans, named, stdout } = await run(library)
      assert.deepEqual(stdout, [
        ...['true', 'PLT_KFK_NETWORK', 'secret 55 order', 'secret 55 order', 'b 55 order', 'bytes 55 undefined'],
      ])
      const [send, sendTwo, sendClosed, sendBytes] = named(`send ${topic}`)
      assert.deepEqual([send?.kind, send?.parentSpanId], [4, named('request')[0]?.spanId])
      assert.equal(named('sent')[0]?.parentSpanId, named('request')[0]?.spanId)
      assert.equal(sendTwo?.parentSpanId, named('callback')[0]?.spanId)
      assert.equal(named('called back')[0]?.parentSpanId, named('callback')[0]?.spanId)
      assert.equal(plain(sendTwo?.attributes ?? [])['messaging.batch.message_count'], 2n)
      assert.equal(sendClosed?.status.code, 2)
      assert.equal(plain(sendClosed?.attributes ?? [])['error.type'], 'PLT_KFK_NETWORK')
      assert.deepEqual(plain(send?.attributes ?? []), {
        'messaging.system.name': 'kafka',
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'messaging.destination.name': topic,
        'kafka.message.key': 'k',
      })

      const processed = named(`process ${topic}`)
      const parents = [send, sendTwo, sendTwo, sendBytes].map(span => span?.spanId)
      assert.deepEqual(
        processed.map(({ parentSpanId }) => parentSpanId),
        [...parents, ...parents],
      )
      assert.deepEqual(plain(processed[0]?.attributes ?? []), {
        'messaging.system.name': 'kafka',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': topic,
        'messaging.consumer.group.name': `loop${topic}`,
        'messaging.destination.partition.id': '0',
        'kafka.offset': 0n,
        'kafka.message.key': 'k',
      })
      const insides = [...named('in loop'), ...named('in listener')].map(({ parentSpanId }) => parentSpanId)
      assert.deepEqual(
        insides,
        processed.map(({ spanId }) => spanId),
      )
      assert.equal(named('after loop')[0]?.parentSpanId.length, 0)
      assert.equal(spans.length, 2 + 2 + 4 + 8 + 8 + 1)
    })

    test(`the same without us: ${library}`, async () => {
      const { spans, stdout } = await run(library, { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'platformatic-kafka' })
      assert.deepEqual(stdout, [
        ...['true', 'PLT_KFK_NETWORK', 'secret 3 order', 'secret 3 order', 'b 3 order', 'bytes undefined undefined'],
      ])
      assert.ok(spans.every(({ name }) => !name.startsWith('send') && !name.startsWith('process')))
    })
  }
})
