import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { urlToHttpOptions } from 'node:url'
import type { Result, RpcStatus, TraceResponse } from '@throughline/otlp'
import { http, https, zlib } from '../builtins.ts'
import type { OtlpEndpoint } from '../settings/settings.ts'
import type { OtlpClient, SendOutcome } from './otlp-client.ts'
import { httpFailure, sentOutcome, timeoutError, unreachable } from './outcome.ts'
import { collectBody } from './response-body.ts'
import { userAgent } from './user-agent.ts'

/** One of the two encodings that OTLP/HTTP has. */
export interface HttpEncoding {
  readonly contentType: string
  /** From what the client is given. */
  readonly encode: (request: Uint8Array) => Result<Uint8Array>
  readonly readResponse: (body: Buffer) => Result<TraceResponse>
  /** The body of every answer that is no success. */
  readonly readStatus: (body: Buffer) => Result<RpcStatus>
}

interface Reply {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: Buffer
}

/** OTLP over HTTP/1.1. */
export function openHttpClient(endpoint: OtlpEndpoint, encoding: HttpEncoding): OtlpClient {
  const url = new URL(endpoint.url)
  const { Agent, request } = url.protocol === 'https:' ? https() : http()
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...endpoint.tls })
  const headers = headersOf(endpoint, encoding)
  const options: RequestOptions = { ...urlToHttpOptions(url), method: 'POST', agent, headers }
  const open = () => request(options)
  return {
    send: async spans => {
      const encoded = encoding.encode(spans)
      if (!encoded.ok) return { kind: 'refused', reason: encoded.error }
      const body = endpoint.isGzip ? zlib().gzipSync(encoded.value) : encoded.value
      return post(open, endpoint.timeoutMs, body).then(reply => outcomeOf(reply, encoding), unreachable)
    },
    close: () => agent.destroy(),
  }
}

function headersOf({ headers, isGzip }: OtlpEndpoint, { contentType }: HttpEncoding): Record<string, string> {
  const own = isGzip ? { 'content-encoding': 'gzip', 'content-type': contentType } : { 'content-type': contentType }
  return { 'user-agent': userAgent, ...headers, ...own }
}

function post(open: () => ClientRequest, timeoutMs: number, body: Uint8Array): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = open()
    const timer = setTimeout(() => request.destroy(timeoutError(timeoutMs)), timeoutMs)
    request.on('close', () => clearTimeout(timer))
    request.on('error', error => (isStale(request, error) ? resolve(post(open, timeoutMs, body)) : reject(error)))
    request.on('response', response => readReply(response, resolve, reject))
    request.end(body)
  })
}

/**
 * The receiver closed the kept connection just as it was taken again (Node's documentation, `request.reusedSocket`). That
 * says nothing about the receiver, and at exit there is no second round: a new connection is asked, which is never stale.
 */
const isStale = (request: ClientRequest, error: NodeJS.ErrnoException): boolean =>
  request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')

function readReply(response: IncomingMessage, resolve: (reply: Reply) => void, reject: (error: Error) => void): void {
  const body = collectBody(response)
  response.on('error', reject)
  response.on('end', () =>
    resolve({
      status: response.statusCode ?? 0,
      retryAfter: response.headers['retry-after'],
      body: body(),
    }),
  )
}

function outcomeOf({ status, retryAfter, body }: Reply, encoding: HttpEncoding): SendOutcome {
  if (status >= 200 && status < 300) return sentOutcome(encoding.readResponse(body))
  const details = encoding.readStatus(body)
  return httpFailure(status, retryAfter, details.ok ? details.value.message : '')
}
