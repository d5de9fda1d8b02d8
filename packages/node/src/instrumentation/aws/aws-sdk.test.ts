import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Span } from '@throughline/otlp'
import { motoServer, startAws, type TestAws } from '../../testing/aws.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'

const INTERNAL = 1
const PRODUCER = 4
const CONSUMER = 5

const names = {
  dynamodb: 'CreateTableCommand, DynamoDBClient, PutItemCommand',
  s3: 'CreateBucketCommand, GetObjectCommand, S3Client',
  sns: 'CreateTopicCommand, PublishBatchCommand, PublishCommand, SNSClient, SubscribeCommand',
  sqs: 'CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient',
}
const imports = Object.entries(names).map(([service, list]) => `import { ${list} } from '@aws-sdk/client-${service}'`)
const requires = Object.entries(names).map(
  ([service, list]) => `const { ${list} } = require('@aws-sdk/client-${service}')`,
)

/** Calls each service and says what the app itself saw. */
const work = `
const tracer = trace.getTracer('app')
const config = { endpoint: process.env.AWS_URL, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }
const s3 = new S3Client(config), sqs = new SQSClient(config), sns = new SNSClient(config), dynamo = new DynamoDBClient(config)
const id = process.env.OTEL_SERVICE_NAME.replace(/\\W/g, '-')
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: id + '-orders' }))
const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: id + '-news' }))
const subscribed = (await sqs.send(new CreateQueueCommand({ QueueName: id + '-subscribed' }))).QueueUrl
const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: subscribed, AttributeNames: ['QueueArn'] }))
await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes.QueueArn }))
const said = []
const receive = async (url, count) => {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: count }))
  said.push(Messages.map(({ Body, MessageAttributes = {} }) => (Body.startsWith('{') ? JSON.parse(Body).Message : Body) + ' ' + Object.keys(MessageAttributes)))
}
await receive(QueueUrl, 1)
await tracer.startActiveSpan('request', async request => {
  await s3.send(new CreateBucketCommand({ Bucket: id }))
  await s3.send(new GetObjectCommand({ Bucket: id, Key: 'secret' })).catch(error => said.push(error.name))
  await dynamo.send(new CreateTableCommand({ TableName: id, BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }] }))
  await new Promise(resolve => dynamo.send(new PutItemCommand({ TableName: id, Item: { id: { S: 'secret' } } }), (error, output) => {
    said.push(error === null && output.$metadata.httpStatusCode)
    tracer.startSpan('inside').end()
    resolve()
  }))
  const command = new SendMessageCommand({ QueueUrl, MessageBody: 'one' })
  await sqs.send(command)
  said.push(Object.keys(command.input).join())
  request.end()
})
await receive(QueueUrl, 1)
await tracer.startActiveSpan('batch', async batch => {
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', MessageBody: 'two' }, { Id: '2', MessageBody: 'three' }] }))
  await sns.send(new PublishCommand({ TopicArn, Message: 'four' }))
  await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [{ Id: '1', Message: 'five' }] }))
  batch.end()
})
await receive(QueueUrl, 10)
await receive(subscribed, 1)
await receive(subscribed, 1)
console.log(JSON.stringify(said))
`
const forms = {
  'app.mjs': `${imports.join('\n')}\nimport { trace } from '@opentelemetry/api'\n${work}`,
  'app.cjs': `${requires.join('\n')}\nconst { trace } = require('@opentelemetry/api')\n;(async () => { ${work} })()`,
}

describe('the AWS SDK', { skip: motoServer.skip, concurrency: true }, () => {
  let receiver: TestReceiver
  let aws: TestAws
  before(async () => {
    receiver = await startReceiver()
    aws = await startAws()
  })
  after(() => Promise.all([receiver.close(), aws.close()]))

  const run = async (library: string, file: string, source: string, settings: Record<string, string> = {}) => {
    const name = [library.replace('.', '-'), ...file.split('.'), ...Object.values(settings)].join('-')
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: name, AWS_URL: aws.url, ...settings }
    const app = runApp({ library, file, source, env })
    assert.equal(await app.exited, 0, app.stderr())
    const spans = receiver.spans.filter(({ serviceName }) => serviceName === name).map(({ span }) => span)
    return { name, said: JSON.parse(app.stdout()), spans }
  }

  for (const library of ['aws-sdk-3.100', 'aws-sdk-3']) {
    for (const [file, source] of Object.entries(forms)) {
      test(`has a span for each call, and goes on with the trace of a message: ${library}, ${file}`, async () => {
        const { name, said, spans } = await run(library, file, source)
        assert.deepEqual(said, [
          [],
          'NoSuchKey',
          200,
          'QueueUrl,MessageBody',
          ['one traceparent'],
          ['two traceparent', 'three traceparent'],
          ['four '],
          ['five '],
        ])
        const byId = new Map(spans.map(span => [span.spanId, span]))
        const parentOf = ({ parentSpanId }: Span) => byId.get(parentSpanId)
        const http = spans.filter(({ attributes }) => 'http.request.method' in plain(attributes))
        // A poll of an empty queue is no trace, and no part of what is done with messages.
        assert.deepEqual(new Set(http.map(span => parentOf(span)?.kind)), new Set([3, 4]))

        const own = spans.filter(span => span.kind !== INTERNAL && !http.includes(span))
        assert.deepEqual(
          spans.filter(({ name }) => name === 'inside').map(span => parentOf(span)?.name),
          ['request'],
        )
        const described = own.map(span => [
          span.name.replaceAll(name, 'app'),
          parentOf(span)?.name.replaceAll(name, 'app'),
        ])
        assert.deepEqual(described, expected)
        const [first, second] = own.filter(({ kind }) => kind === CONSUMER)
        const sends = own.filter(({ kind }) => kind === PRODUCER)
        assert.deepEqual(first && parentOf(first), sends[0])
        assert.deepEqual(
          second?.links.map(({ spanId }) => spanId),
          [sends[1]?.spanId, sends[1]?.spanId],
        )

        const attributesOf = (wanted: string) => {
          const span = own.find(each => each.name.replaceAll(name, 'app') === wanted)
          const {
            'aws.request_id': requestId,
            'messaging.message.id': messageId,
            ...rest
          } = plain(span?.attributes ?? [])
          assert.equal(typeof requestId, 'string', wanted)
          return [rest, typeof messageId]
        }
        const rpc = { 'rpc.system.name': 'aws-api' }
        const missing = { ...rpc, 'rpc.method': 'S3/GetObject', 'aws.s3.bucket': name, 'error.type': 'NoSuchKey' }
        assert.deepEqual(attributesOf('S3/GetObject'), [missing, 'undefined'])
        const item = {
          ...rpc,
          'rpc.method': 'DynamoDB/PutItem',
          'db.system.name': 'aws.dynamodb',
          'db.operation.name': 'PutItem',
          'db.collection.name': name,
        }
        assert.deepEqual(attributesOf('PutItem app'), [item, 'undefined'])
        const sent = { 'messaging.operation.name': 'send', 'messaging.operation.type': 'send' }
        const toQueue = { ...sent, 'messaging.system.name': 'aws_sqs', 'messaging.destination.name': `${name}-orders` }
        assert.deepEqual(attributesOf('send app-orders'), [toQueue, 'string'])
        const toTopic = { ...sent, 'messaging.system.name': 'aws.sns', 'messaging.destination.name': `${name}-news` }
        assert.deepEqual(attributesOf('send app-news'), [toTopic, 'string'])
        assert.deepEqual(
          own.filter(({ status }) => status?.code === 2).map(each => each.name),
          ['S3/GetObject'],
        )
      })
    }

    test(`is the same for the app where it is off: ${library}`, async () => {
      const off = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'aws-sdk' }
      const { said, spans } = await run(library, 'app.mjs', forms['app.mjs'], off)
      assert.deepEqual(said, [
        [],
        'NoSuchKey',
        200,
        'QueueUrl,MessageBody',
        ['one '],
        ['two ', 'three '],
        ['four '],
        ['five '],
      ])
      assert.ok(spans.every(({ kind, attributes }) => kind === INTERNAL || 'http.request.method' in plain(attributes)))
    })
  }
})

/** Our spans in the order in which they end, each with its parent. */
const expected = [
  ['SQS/CreateQueue', undefined],
  ['SNS/CreateTopic', undefined],
  ['SQS/CreateQueue', undefined],
  ['SQS/GetQueueAttributes', undefined],
  ['SNS/Subscribe', undefined],
  ['S3/CreateBucket', 'request'],
  ['S3/GetObject', 'request'],
  ['CreateTable app', 'request'],
  ['PutItem app', 'request'],
  ['send app-orders', 'request'],
  ['receive app-orders', 'send app-orders'],
  ['send app-orders', 'batch'],
  ['send app-news', 'batch'],
  ['send app-news', 'batch'],
  ['receive app-orders', undefined],
  ['receive app-subscribed', 'send app-news'],
  ['receive app-subscribed', 'send app-news'],
]
