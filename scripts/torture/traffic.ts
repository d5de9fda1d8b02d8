import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import {
  nowUnixNano,
  readTracesProto,
  type SpanId,
  type TraceId,
  type UnixNano,
  writeTracesProto,
} from '@throughline/otlp'

/** A destination that remembers which spans it was sent, and knows a request again. */
export interface Destination {
  readonly port: number
  /** How often each span came, in requests that differ. */
  readonly timesArrived: ReadonlyMap<string, number>
  readonly repeatedRequests: number
  close(): void
}

export async function openDestination(port = 0): Promise<Destination> {
  const timesArrived = new Map<string, number>()
  const requests = new Set<string>()
  const counts = { repeatedRequests: 0 }
  const server = createServer(async (request, response) => {
    const sent = await buffer(request).catch(() => undefined)
    if (sent === undefined) return
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
    const hash = createHash('sha256').update(body).digest('base64')
    if (requests.has(hash)) counts.repeatedRequests++
    else for (const id of spanIdsIn(body)) timesArrived.set(id, (timesArrived.get(id) ?? 0) + 1)
    requests.add(hash)
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    timesArrived,
    get repeatedRequests() {
      return counts.repeatedRequests
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function spanIdsIn(body: Uint8Array): readonly string[] {
  const read = readTracesProto(body)
  if (!read.ok) throw new Error(read.error)
  const groups = read.value.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans)
  return groups.flatMap(({ spans }) => spans.map(({ spanId }) => spanId))
}

let spanCount = 0

/** Ids that no other request has. */
export const newSpanIds = (count: number): readonly SpanId[] =>
  Array.from({ length: count }, () => (++spanCount).toString(16).padStart(16, '0') as SpanId)

export function requestOf(traceId: TraceId, spanIds: readonly SpanId[]): Uint8Array {
  const startTimeUnixNano = nowUnixNano()
  const none = { droppedAttributesCount: 0, attributes: [] }
  const spans = spanIds.map(spanId => ({
    traceId,
    spanId,
    traceState: '',
    parentSpanId: '' as SpanId,
    flags: 1,
    name: 'GET /cart',
    kind: 2,
    startTimeUnixNano,
    endTimeUnixNano: (startTimeUnixNano + 5_000_000n) as UnixNano,
    ...none,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: '' },
  }))
  const scopeSpans = [{ scope: { name: 'torture', version: '', ...none }, spans, schemaUrl: '' }]
  return writeTracesProto({ resourceSpans: [{ resource: { ...none, entityRefs: [] }, scopeSpans, schemaUrl: '' }] })
}

/** Whether it was acknowledged; a server that is gone acknowledges nothing. */
export async function post(otlpHttpUrl: string, body: Uint8Array): Promise<boolean> {
  const headers = { 'content-type': 'application/x-protobuf' }
  const answer = await fetch(`${otlpHttpUrl}/v1/traces`, { method: 'POST', headers, body: Buffer.from(body) }).catch(
    () => undefined,
  )
  await answer?.arrayBuffer().catch(() => undefined)
  return answer?.status === 200
}
