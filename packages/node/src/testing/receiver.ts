import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { type KeyValue, type Resource, type ResourceSpans, readTracesProto, type Span } from '@throughline/otlp'
import { type DecodedMetrics, decodeMetrics } from './decode-metrics.ts'

export interface ReceivedSpan {
  readonly span: Span
  readonly scopeName: string
  readonly serviceName: string
}

export type Answer = (response: ServerResponse, body: Uint8Array, request: IncomingMessage) => void

/** An OTLP/HTTP receiver on a free port, which decodes what it gets. */
export interface TestReceiver {
  readonly url: string
  readonly spans: readonly ReceivedSpan[]
  /** The resource of each request that was taken. */
  readonly resources: readonly Resource[]
  readonly requests: readonly IncomingMessage[]
  /** How the next requests are answered; taken from the front, and 200 once none is left. */
  readonly answers: Answer[]
  /** Requests of metrics, which are none of the others here. */
  readonly metrics: readonly DecodedMetrics[]
  /** Resolves when `isEnough` is true of all spans so far. */
  waitFor(isEnough: (spans: readonly ReceivedSpan[]) => boolean): Promise<readonly ReceivedSpan[]>
  waitForSpans(count: number): Promise<readonly ReceivedSpan[]>
  /** Resolves with the first request of metrics for which `isMeant` is true. */
  waitForMetrics(isMeant: (metrics: DecodedMetrics) => boolean): Promise<DecodedMetrics>
  close(): Promise<void>
}

export async function startReceiver(port = 0): Promise<TestReceiver> {
  const spans: ReceivedSpan[] = []
  const resources: Resource[] = []
  const requests: IncomingMessage[] = []
  const answers: Answer[] = []
  const metrics: DecodedMetrics[] = []
  const waiters = new Set<() => void>()
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    if (request.url?.endsWith('/v1/metrics')) {
      metrics.push(decodeMetrics(body))
      response.end()
      for (const wake of waiters) wake()
      return
    }
    requests.push(request)
    const answer = answers.shift()
    if (answer !== undefined) answer(response, body, request)
    else {
      const received = request.url?.endsWith('/v1/logs') ? [] : decodeResourceSpans(body)
      resources.push(...received.map(({ resource }) => resource))
      for (const span of received.flatMap(spansOf)) spans.push(span)
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    }
    for (const wake of waiters) wake()
  })
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const waitUntil = <T>(found: () => T | undefined): Promise<T> =>
    new Promise(resolve => {
      const check = () => {
        const value = found()
        if (value === undefined) return
        waiters.delete(check)
        resolve(value)
      }
      waiters.add(check)
      check()
    })
  const waitFor: TestReceiver['waitFor'] = isEnough => waitUntil(() => (isEnough(spans) ? spans : undefined))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    resources,
    requests,
    answers,
    metrics,
    waitForMetrics: isMeant => waitUntil(() => metrics.find(isMeant)),
    waitFor,
    waitForSpans: count => waitFor(all => all.length >= count),
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
}

function decodeResourceSpans(body: Uint8Array): readonly ResourceSpans[] {
  const result = readTracesProto(body)
  if (!result.ok) throw new Error(result.error)
  return result.value.resourceSpans
}

export const decode = (body: Uint8Array): ReceivedSpan[] => decodeResourceSpans(body).flatMap(spansOf)

function spansOf(resourceSpans: ResourceSpans): ReceivedSpan[] {
  const serviceName = String(plain(resourceSpans.resource.attributes)['service.name'])
  return resourceSpans.scopeSpans.flatMap(({ scope, spans }) =>
    spans.map(span => ({ span, scopeName: scope.name, serviceName })),
  )
}

/** Attributes as a plain object, for short assertions on scalar values. */
export function plain(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, 'value' in value ? value.value : value]))
}
