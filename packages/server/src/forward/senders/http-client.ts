import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import https from 'node:https'
import { urlToHttpOptions } from 'node:url'
import { forwardLimits } from '../../limits.ts'
import type { TlsFiles } from '../tls.ts'

export interface HttpEndpoint {
  readonly headers: Readonly<Record<string, string>>
  /** For the whole exchange, from connecting to the last byte of the answer. */
  readonly timeoutMs: number
  readonly tls: TlsFiles
}

export interface HttpReply {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly location: string | undefined
  readonly contentType: string
  /** Up to a limit. */
  readonly body: Buffer
}

/** Posts over kept connections. */
export interface HttpClient {
  /** Rejects where there is no answer, or none to its end. */
  post(url: URL, headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<HttpReply>
  close(): void
}

/** HTTP/1.1 by Node's own client: `fetch` takes neither a certificate nor a bound on its connections. */
export function openHttpClient({ headers, timeoutMs, tls }: HttpEndpoint): HttpClient {
  const plain = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const secure = new https.Agent({ keepAlive: true, maxSockets: 1, ...tls })
  let isClosed = false

  function open(url: URL, options: RequestOptions): ClientRequest {
    if (isClosed) throw new Error('the client is closed')
    const all = { ...urlToHttpOptions(url), method: 'POST', ...options }
    return url.protocol === 'https:' ? https.request({ ...all, agent: secure }) : http.request({ ...all, agent: plain })
  }

  return {
    post(url, more, body) {
      const options = { headers: { ...more, ...headers, 'content-length': body.length } }
      return exchange(() => open(url, options), timeoutMs, body)
    },
    close() {
      isClosed = true
      plain.destroy()
      secure.destroy()
    },
  }
}

function exchange(open: () => ClientRequest, timeoutMs: number, body: Uint8Array): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const request = open()
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    request.on('close', () => clearTimeout(timer))
    request.on('error', error => (isStale(request, error) ? resolve(exchange(open, timeoutMs, body)) : reject(error)))
    request.on('response', response => {
      // From here on it was not stale, whatever becomes of the connection.
      request.removeAllListeners('error').on('error', reject)
      readReply(response)
        .finally(() => dropRest(request))
        .then(resolve, reject)
    })
    request.end(body)
  })
}

/**
 * The receiver closed the kept connection just as it was taken again (Node's documentation, `request.reusedSocket`). That
 * says nothing about the receiver; a new connection is never stale.
 */
const isStale = (request: ClientRequest, error: NodeJS.ErrnoException): boolean =>
  request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')

/** Whoever refuses a request for its size may read no more of it. The connection would wait for that, and the next request for it. */
function dropRest(request: ClientRequest): void {
  if (!request.writableFinished) request.destroy()
}

async function readReply(response: IncomingMessage): Promise<HttpReply> {
  const chunks: Buffer[] = []
  let keptBytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    const kept = chunk.subarray(0, forwardLimits.replyBytes - keptBytes)
    keptBytes += kept.length
    chunks.push(kept)
  }
  return {
    status: response.statusCode ?? 0,
    retryAfter: response.headers['retry-after'],
    location: response.headers.location,
    contentType: response.headers['content-type'] ?? '',
    body: Buffer.concat(chunks),
  }
}
