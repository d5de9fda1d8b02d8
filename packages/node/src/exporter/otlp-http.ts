import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { gzipSync } from 'node:zlib'
import { readTraceResponseProto } from '@throughline/otlp'
import { maxResponseBytes } from '../limits.ts'
import type { OtlpEndpoint } from '../settings/settings.ts'
import type { OtlpClient, SendOutcome } from './otlp-client.ts'
import { retryAfterMs } from './retry.ts'

/** OTLP specification, "OTLP/HTTP Response": every other 4xx or 5xx must not be retried. */
const retryableStatus: ReadonlySet<number> = new Set([429, 502, 503, 504])

interface Reply {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: Uint8Array
}

export async function openOtlpHttpClient(settings: OtlpEndpoint): Promise<OtlpClient> {
  const url = new URL(settings.url)
  const isTls = url.protocol === 'https:'
  const http = isTls ? await import('node:https') : await import('node:http')
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const options: RequestOptions = { method: 'POST', agent, timeout: settings.timeoutMs, headers: headersOf(settings) }
  return {
    send: body => post(() => http.request(url, options), settings, body).then(outcomeOf, unreachable),
    close: () => closeAgent(agent),
  }
}

const closeAgent = (agent: Agent): void => agent.destroy()

function headersOf(settings: OtlpEndpoint): Record<string, string> {
  const headers: Record<string, string> = { ...settings.headers, 'content-type': 'application/x-protobuf' }
  if (settings.isGzip) headers['content-encoding'] = 'gzip'
  return headers
}

function post(open: () => ClientRequest, settings: OtlpEndpoint, body: Uint8Array): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = open()
    // The option `timeout` only notices a silent socket; the specification's limit is for the whole exchange.
    const timer = setTimeout(() => request.destroy(timeoutError(settings.timeoutMs)), settings.timeoutMs)
    request.on('close', () => clearTimeout(timer))
    request.on('error', error => (isStale(request, error) ? resolve(post(open, settings, body)) : reject(error)))
    request.on('response', response => readReply(response, resolve, reject))
    request.end(settings.isGzip ? gzipSync(body) : body)
  })
}

/**
 * The receiver closed the kept connection just as it was taken again (Node's documentation, `request.reusedSocket`). That
 * says nothing about the receiver, and at exit there is no second round: a new connection is asked, which is never stale.
 */
const isStale = (request: ClientRequest, error: NodeJS.ErrnoException): boolean =>
  request.reusedSocket && error.code === 'ECONNRESET'

const timeoutError = (timeoutMs: number): Error =>
  Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' })

function readReply(response: IncomingMessage, resolve: (reply: Reply) => void, reject: (error: Error) => void): void {
  const chunks: Uint8Array[] = []
  let keptBytes = 0
  response.on('data', (chunk: Uint8Array) => {
    if (keptBytes < maxResponseBytes) chunks.push(chunk)
    keptBytes += chunk.length
  })
  response.on('error', reject)
  response.on('end', () =>
    resolve({
      status: response.statusCode ?? 0,
      retryAfter: response.headers['retry-after'],
      body: Buffer.concat(chunks),
    }),
  )
}

function outcomeOf(reply: Reply): SendOutcome {
  if (reply.status >= 200 && reply.status < 300) return sentOutcome(reply.body)
  const reason = `HTTP ${reply.status}`
  if (!retryableStatus.has(reply.status)) return { kind: 'refused', reason }
  return { kind: 'unavailable', reason, retryAfterMs: retryAfterMs(reply.retryAfter, Date.now()) }
}

/** A success whose body cannot be read is still a success: the receiver has taken the spans. */
function sentOutcome(body: Uint8Array): SendOutcome {
  const reply = readTraceResponseProto(body)
  if (!reply.ok) return { kind: 'sent', rejectedSpanCount: 0, message: '' }
  return { kind: 'sent', rejectedSpanCount: Number(reply.value.rejectedSpans), message: reply.value.errorMessage }
}

const unreachable = (error: NodeJS.ErrnoException): SendOutcome => ({
  kind: 'unreachable',
  reason: error.code ?? error.message,
})
