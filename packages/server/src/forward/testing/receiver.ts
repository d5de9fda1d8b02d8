import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import zlib from 'node:zlib'

export interface ReceivedRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** Without its compression. */
  readonly body: Buffer
}

/** A destination over HTTP that keeps what it gets. */
export interface Receiver {
  readonly url: string
  readonly requests: readonly ReceivedRequest[]
  /** How the next requests are answered; at first, with 200 and no byte. */
  answer: (response: ServerResponse, request: ReceivedRequest) => void
  /** Resolves when so many requests have come since the start. */
  requestCount(count: number): Promise<void>
  close(): Promise<void>
}

export async function startReceiver(t: TestContext, port = 0): Promise<Receiver> {
  const requests: ReceivedRequest[] = []
  const arrivals = new EventEmitter()
  const server = createServer(async (incoming, response) => {
    const body = await buffer(incoming).catch(() => undefined)
    // Killed while it sent.
    if (body === undefined) return
    const { url: path = '', headers } = incoming
    const request = { path, headers, body: decompressed(body, headers['content-encoding']) }
    requests.push(request)
    arrivals.emit('arrival')
    receiver.answer(response, request)
  })
  const receiver: Receiver = {
    url: '',
    requests,
    answer: response => response.end(),
    async requestCount(count) {
      while (requests.length < count) await once(arrivals, 'arrival')
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return Object.assign(receiver, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

function decompressed(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'gzip') return zlib.gunzipSync(body)
  return encoding === 'zstd' ? zlib.zstdDecompressSync(body) : body
}
