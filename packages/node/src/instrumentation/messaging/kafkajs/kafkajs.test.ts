import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { kafkaSkip, startKafka, type TestKafka } from '../../../testing/kafka.ts'
import { plain, startReceiver, type TestReceiver } from '../../../testing/receiver.ts'
import { runApp } from '../../../testing/run-app.ts'

const work = `
const tracer = trace.getTracer('app')
const { BROKER, TOPIC } = process.env
const message = Object.freeze({ key: 'k', value: 'secret', headers: Object.freeze({ traceparent: 'old', type: 'order' }) })
const kafka = new Kafka({ brokers: [BROKER], logLevel: logLevel.NOTHING })
const waitFor = (consumer, options) => new Promise(resolve => consumer.run(options(resolve)))
const consume = async (groupId, options) => {
  const consumer = kafka.consumer({ groupId: groupId + TOPIC })
  await consumer.connect()
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true })
  await waitFor(consumer, options)
  await consumer.disconnect()
}
const run = async () => {
  const producer = kafka.producer({ createPartitioner: Partitioners.LegacyPartitioner })
  await producer.connect()
  await tracer.startActiveSpan('request', async request => {
    const [{ topicName, errorCode }] = await producer.send({ topic: TOPIC, messages: [message] })
    tracer.startSpan('sent').end()
    console.log(topicName === TOPIC, errorCode)
    request.end()
  })
  await producer.sendBatch({ topicMessages: [{ topic: TOPIC, messages: [{ value: null }, { value: 'b' }] }] })
  await producer.send({ topic: TOPIC, messages: [{}] }).catch(error => console.log(error.constructor.name))
  await producer.disconnect()

  let failures = 0
  await consume('single', resolve => ({
    eachMessage: async ({ message: { value, headers, offset } }) => {
      await new Promise(setImmediate)
      tracer.startSpan('inner').end()
      if (offset === '0' && failures++ === 0) throw Object.assign(new Error('no stock'), { retriable: true })
      console.log(String(value), headers.traceparent?.length, String(headers.type))
      if (offset === '2') resolve()
    },
  }))
  await consume('batch', resolve => ({
    eachBatch: async ({ batch }) => {
      await new Promise(setImmediate)
      tracer.startSpan('inner of batch').end()
      if (batch.lastOffset() === '2') resolve()
    },
  }))
}
run()
`
const forms = {
  'app.mjs': `import { Kafka, logLevel, Partitioners } from 'kafkajs'; import { trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `const { Kafka, logLevel, Partitioners } = require('kafkajs'); const { trace } = require('@opentelemetry/api'); ${work}`,
}

describe('kafkajs', { skip: kafkaSkip, concurrency: 3 }, () => {
  let receiver: TestReceiver
  let kafka: TestKafka
  before(async () => {
    ;[receiver, kafka] = await Promise.all([startReceiver(), startKafka()])
  })
  after(() => Promise.all([receiver.close(), kafka.close()]))

  async function run(file: string, source: string, env: Record<string, string> = {}) {
    const topic = `${file}-${Object.keys(env).length}`
    const app = runApp({
      ...{ file, source, library: 'kafkajs-2' },
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

  for (const [file, source] of Object.entries(forms)) {
    test(`one message is a part of its producer’s trace, several link to them: ${file}`, async () => {
      const { topic, spans, named, stdout } = await run(file, source)
      assert.deepEqual(stdout, [
        ...['true 0', 'KafkaJSNonRetriableError', 'secret 55 order', 'null 55 undefined', 'b 55 undefined'],
      ])
      const [request] = named('request')
      const [send, sendBatch, sendWrong] = named(`send ${topic}`)
      assert.deepEqual([send?.parentSpanId, send?.kind], [request?.spanId, 4])
      assert.equal(named('sent')[0]?.parentSpanId, request?.spanId)
      assert.deepEqual(plain(send?.attributes ?? []), {
        'messaging.system.name': 'kafka',
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'messaging.destination.name': topic,
        'kafka.message.key': 'k',
      })
      assert.equal(plain(sendBatch?.attributes ?? [])['messaging.batch.message_count'], 2n)
      assert.equal(sendWrong?.status.code, 2)
      assert.equal(plain(sendWrong?.attributes ?? [])['error.type'], 'KafkaJSNonRetriableError')

      const processed = named(`process ${topic}`)
      const [failed, single, tombstone, last, ...batches] = processed
      assert.deepEqual(
        [failed, single, tombstone, last].map(span => span?.parentSpanId),
        [send?.spanId, send?.spanId, sendBatch?.spanId, sendBatch?.spanId],
      )
      assert.deepEqual(plain(single?.attributes ?? []), {
        'messaging.system.name': 'kafka',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': topic,
        'messaging.consumer.group.name': `single${topic}`,
        'messaging.destination.partition.id': '0',
        'kafka.offset': 0n,
      })
      assert.deepEqual([single?.kind, failed?.status], [5, { code: 2, message: 'no stock' }])
      assert.equal(plain(tombstone?.attributes ?? [])['kafka.message.tombstone'], true)
      assert.deepEqual(
        named('inner').map(span => span.parentSpanId),
        [failed, single, tombstone, last].map(span => span?.spanId),
      )
      // How many batches three messages make is the broker's to say.
      const links = batches.flatMap(span => (span.links.length > 0 ? span.links : [span])).map(({ traceId }) => traceId)
      assert.deepEqual(links, [send?.traceId, sendBatch?.traceId, sendBatch?.traceId])
      assert.deepEqual(
        named('inner of batch').map(span => span.parentSpanId),
        batches.map(span => span.spanId),
      )
      assert.equal(spans.length, 2 + 3 + processed.length + 4 + batches.length)
    })
  }

  test('the same without us', async () => {
    const source = forms['app.cjs'].replace('headers.traceparent?.length', 'String(headers.traceparent)')
    const { spans, stdout } = await run('app.cjs', source, { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'kafkajs' })
    assert.deepEqual(stdout, [
      ...[
        'true 0',
        'KafkaJSNonRetriableError',
        'secret old order',
        'null undefined undefined',
        'b undefined undefined',
      ],
    ])
    assert.ok(spans.every(({ name }) => !name.startsWith('send') && !name.startsWith('process')))
  })
})
