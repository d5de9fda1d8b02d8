import assert from 'node:assert/strict'
import { runApp, type TestApp } from './run-app.ts'

/**
 * Five services, each in a process of its own, of which each calls the next: a gateway that asks PostgreSQL and an HTTP API,
 * which adds a job to Redis, whose worker sends a message to Kafka, whose consumer calls a gRPC server. None of them knows
 * of tracing.
 */
const gateway = `
import Fastify from 'fastify'
import pg from 'pg'
const pool = new pg.Pool({ connectionString: process.env.DATABASE, max: 2 })
const app = Fastify()
app.get('/orders/:id', async ({ params: { id } }) => {
  await pool.query('SELECT $1::text AS id', [id])
  const answer = await fetch(process.env.ORDERS + '/jobs/' + id, { method: 'POST' })
  return answer.text()
})
await app.listen({ port: 0, host: '127.0.0.1' })
console.log('ready', app.server.address().port)
`

const orders = `
import express from 'express'
import { Queue } from 'bullmq'
const queue = new Queue('shipping', { prefix: process.env.NAME, connection: { port: process.env.REDIS_PORT } })
await queue.waitUntilReady()
const app = express()
app.post('/jobs/:id', async ({ params: { id } }, response) => {
  await queue.add('ship', { id })
  response.send('added')
})
const server = app.listen(0, '127.0.0.1', () => console.log('ready', server.address().port))
`

const worker = `
import { Worker } from 'bullmq'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
const topic = process.env.NAME
const kafka = new Kafka({ brokers: [process.env.BROKER], logLevel: logLevel.NOTHING })
const admin = kafka.admin()
await admin.connect()
await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] })
await admin.disconnect()
const producer = kafka.producer({ createPartitioner: Partitioners.LegacyPartitioner })
await producer.connect()
const ship = ({ data }) => producer.send({ topic, messages: [{ value: data.id }] })
const connection = { port: process.env.REDIS_PORT, maxRetriesPerRequest: null }
const worker = new Worker('shipping', ship, { prefix: process.env.NAME, connection, concurrency: 4 })
await worker.waitUntilReady()
console.log('ready')
`

const stock = `
import grpc from '@grpc/grpc-js'
import protoLoader from '@grpc/proto-loader'
const definition = protoLoader.fromJSON({ nested: { shop: { nested: {
  Order: { fields: { id: { type: 'string', id: 1 } } },
  Stock: { methods: { Reserve: { requestType: 'Order', responseType: 'Order' } } },
} } } })
const { Stock } = grpc.loadPackageDefinition(definition).shop
`

const shipping = `
${stock}
const stock = new Stock(process.env.STOCK, grpc.credentials.createInsecure())
const reserve = id => new Promise((resolve, reject) =>
  stock.reserve({ id }, (error, order) => error === null ? resolve(order) : reject(error)))
const topic = process.env.NAME
`

const byPlatformatic = `
import { Consumer, stringDeserializers } from '@platformatic/kafka'
${shipping}
const options = { clientId: 'shipping', groupId: topic, bootstrapBrokers: [process.env.BROKER], deserializers: stringDeserializers }
const consumer = new Consumer(options)
const messages = await consumer.consume({ topics: [topic], mode: 'earliest', maxWaitTime: 50 })
console.log('ready')
for await (const { value } of messages) await reserve(value)
`

const byKafkajs = `
import { Kafka, logLevel } from 'kafkajs'
${shipping}
const consumer = new Kafka({ brokers: [process.env.BROKER], logLevel: logLevel.NOTHING }).consumer({ groupId: topic })
await consumer.connect()
await consumer.subscribe({ topic, fromBeginning: true })
await consumer.run({ eachMessage: ({ message }) => reserve(String(message.value)) })
console.log('ready')
`

const stockServer = `
${stock}
const server = new grpc.Server()
server.addService(Stock.service, {
  reserve({ request, metadata }, callback) {
    console.log('reserved ' + request.id, JSON.stringify(metadata.getMap()))
    callback(null, request)
  },
})
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => console.log('ready', port))
`

/** Takes all messages that are there, as many at once as the broker gives. */
const audit = `
import { Kafka, logLevel } from 'kafkajs'
const topic = process.env.NAME
const consumer = new Kafka({ brokers: [process.env.BROKER], logLevel: logLevel.NOTHING }).consumer({ groupId: 'audit' + topic })
await consumer.connect()
await consumer.subscribe({ topic, fromBeginning: true })
await consumer.run({ eachBatch: async ({ batch }) => {
  for (const { value } of batch.messages) console.log('audited ' + value)
} })
`

const sources = { gateway, orders, worker, byPlatformatic, byKafkajs, stockServer, audit }

/** An app that ends as it should, so that all of its spans are there when it has ended. */
const ending = `process.on('SIGTERM', () => process.exit())\n`

export interface HopsOptions {
  /** Of the topic, and before the names of the services. */
  readonly name: string
  readonly consumer: 'byPlatformatic' | 'byKafkajs'
  readonly env: Record<string, string>
}

export interface Hops {
  /** Sends a request to the gateway; resolves with what the gRPC server is told, once it has come there. */
  send(id: string, headers: Record<string, string>): Promise<Record<string, string>>
  /** Has another consumer read the messages of these requests. */
  audit(ids: readonly string[]): Promise<void>
  /** All spans have been sent when it resolves. */
  stop(): Promise<void>
}

export async function startHops({ name, consumer, env }: HopsOptions): Promise<Hops> {
  const apps: TestApp[] = []
  const start = (service: string, source: keyof typeof sources, more: Record<string, string> = {}): TestApp => {
    const named = { NAME: name, OTEL_SERVICE_NAME: `${name} ${service}` }
    const app = runApp({
      file: 'app.mjs',
      source: ending + sources[source],
      library: 'hops',
      env: { ...env, ...named, ...more },
    })
    apps.push(app)
    return app
  }
  const [stockApp, workerApp, ordersApp] = [
    start('stock', 'stockServer'),
    start('worker', 'worker'),
    start('orders', 'orders'),
  ]
  const [stockPort, ordersPort] = await Promise.all([readyPort(stockApp), readyPort(ordersApp), readyPort(workerApp)])
  const gatewayApp = start('gateway', 'gateway', { ORDERS: `http://127.0.0.1:${ordersPort}` })
  const shippingApp = start('shipping', consumer, { STOCK: `127.0.0.1:${stockPort}` })
  const [gatewayPort] = await Promise.all([readyPort(gatewayApp), readyPort(shippingApp)])
  return {
    send: async (id, headers) => {
      const response = await fetch(`http://127.0.0.1:${gatewayPort}/orders/${id}`, { headers })
      assert.equal(await response.text(), 'added')
      const told = `reserved ${id} `
      const line = await stockApp.line(line => line.startsWith(told))
      return JSON.parse(line.slice(told.length))
    },
    audit: async ids => {
      const app = start('audit', 'audit')
      await Promise.all(ids.map(id => app.line(line => line === `audited ${id}`)))
    },
    stop: async () => {
      for (const app of apps) app.process.kill()
      for (const app of apps) assert.equal(await app.exited, 0, app.stderr())
    },
  }
}

const readyPort = async (app: TestApp): Promise<number> =>
  Number((await app.line(line => line.startsWith('ready'))).split(' ')[1])
