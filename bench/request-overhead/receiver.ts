import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { ProtoReader, readTracesProto, type Span } from '@throughline/otlp'
import type { DecodedSpan, Received } from './receiving.ts'

/** How many requests after a reset are decoded in full, to know that what is counted are spans. */
const decodedRequests = 3

let requestCount = 0
let spanCount = 0
let decoded: DecodedSpan[] = []

const server = createServer(async (request, response) => {
  assert.equal(request.url, '/v1/traces')
  take(await buffer(request))
  response.setHeader('content-type', 'application/x-protobuf').end()
})

const take = (body: Buffer) => {
  const counted = countSpans(new ProtoReader(body), 0)
  if (requestCount < decodedRequests) {
    const spans = decode(body)
    assert.equal(spans.length, counted)
    decoded.push(...spans)
  }
  requestCount += 1
  spanCount += counted
}

/** Field numbers from the request down to a span: `resource_spans`, `scope_spans`, `spans`. */
const path = [1, 2, 2]

/** Steps over the spans without reading them, so that the receiver leaves its core to the load generator. */
const countSpans = (reader: ProtoReader, depth: number): number => {
  let count = 0
  while (reader.next()) {
    if (reader.field !== path[depth] || depth === path.length - 1) {
      if (reader.field === path[depth]) count += 1
      reader.skip()
    } else {
      const outer = reader.enter(0)
      count += countSpans(reader, depth + 1)
      reader.leave(outer)
    }
  }
  assert.equal(reader.failure, undefined)
  return count
}

const decode = (body: Buffer): DecodedSpan[] => {
  const traces = readTracesProto(body)
  if (!traces.ok) throw new Error(traces.error)
  const spans = traces.value.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(scope => scope.spans))
  return spans.map(span => ({ name: span.name, kind: span.kind, statusCode: statusCode(span) }))
}

const statusCode = (span: Span): bigint => {
  const value = span.attributes.find(({ key }) => key === 'http.response.status_code')?.value
  return value?.kind === 'int' ? value.value : 0n
}

process.on('message', question => {
  if (question === 'reset') {
    requestCount = 0
    spanCount = 0
    decoded = []
  }
  process.send?.({ spanCount, decoded } satisfies Received)
})

server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
