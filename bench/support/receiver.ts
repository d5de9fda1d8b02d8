import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { datadogIntake } from './datadog-intake.ts'
import { elasticIntake } from './elastic-intake.ts'
import type { Intake } from './intake.ts'
import { otlpIntake } from './otlp-intake.ts'
import type { Received } from './receiving.ts'

const intakes: Readonly<Record<string, Intake>> = {
  'POST /v1/traces': otlpIntake,
  'PUT /v0.4/traces': datadogIntake,
  'POST /intake/v2/events': elasticIntake,
}

/** What the products ask beside their spans, and cannot be told not to. */
const smallTalk: Readonly<Record<string, unknown>> = {
  'GET /info': { version: '7.70.0', endpoints: ['/v0.4/traces'] },
  'GET /': { version: '9.1.0', publish_ready: true },
  // dd-trace counts what its metrics client sent, also where there are no metrics, and tells it at exit.
  'POST /dogstatsd/v2/proxy': {},
}

/** How many requests after a reset are described span by span, to know that what is counted are spans. */
const describedRequests = 3

const nothing = { requestCount: 0, spanCount: 0, described: [], metricRequestCount: 0, uncalledFor: [] }
let received: Received & { requestCount: number } = nothing

const server = createServer(async (request, response) => {
  const route = `${request.method} ${request.url?.split('?')[0]}`
  const intake = intakes[route]
  if (intake) return take(intake, request, response)
  if (route === 'POST /v1/metrics') return takeMetrics(request, response)
  const known = smallTalk[route]
  if (known === undefined) received = { ...received, uncalledFor: [...received.uncalledFor, route] }
  response.writeHead(known ? 200 : 404).end(known ? JSON.stringify(known) : undefined)
})

const take = async (intake: Intake, request: IncomingMessage, response: ServerResponse) => {
  const sent = await buffer(request).catch(() => undefined)
  // Its service was stopped while it sent.
  if (sent === undefined) return
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
  const { requestCount, spanCount, described } = received
  received = {
    ...received,
    requestCount: requestCount + 1,
    spanCount: spanCount + intake.count(body),
    described: requestCount < describedRequests ? [...described, ...intake.describe(body)] : described,
  }
  response.writeHead(200, { 'content-type': intake.answer.type }).end(intake.answer.body)
}

const takeMetrics = async (request: IncomingMessage, response: ServerResponse) => {
  await buffer(request).catch(() => undefined)
  received = { ...received, metricRequestCount: received.metricRequestCount + 1 }
  response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
}

process.on('message', question => {
  if (question === 'reset') received = nothing
  process.send?.(received)
})

process.once('disconnect', () => process.exit())

server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
