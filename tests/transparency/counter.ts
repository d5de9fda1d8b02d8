import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { readTracesProto } from '@throughline/otlp'

export interface Counter {
  readonly url: string
  /** Spans that have arrived, so that a suite which was not traced at all is noticed. */
  spanCount(): number
  close(): Promise<void>
}

export async function startCounter(): Promise<Counter> {
  let spanCount = 0
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const traces = readTracesProto(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body)
    if (request.url === '/v1/traces' && traces.ok) {
      for (const { scopeSpans } of traces.value.resourceSpans) {
        for (const { spans } of scopeSpans) spanCount += spans.length
      }
    }
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spanCount: () => spanCount,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
