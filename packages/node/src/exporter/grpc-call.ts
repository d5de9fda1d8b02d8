import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from 'node:http2'
import type { OtlpEndpoint } from '../settings/settings.ts'
import { firstMessage, messagePrefix } from './grpc-message.ts'
import { grpcOutcome } from './grpc-status.ts'
import type { SendOutcome } from './otlp-client.ts'
import { httpFailure, timeoutError, unreachable } from './outcome.ts'
import { collectBody } from './response-body.ts'

export interface UnaryCall {
  readonly headers: Readonly<Record<string, string>>
  readonly message: Uint8Array
  readonly isCompressed: boolean
  readonly timeoutMs: number
}

export function openSession({ url, tls }: OtlpEndpoint): ClientHttp2Session {
  const session = connect(url, { settings: { enablePush: false }, ...tls })
  // What is wrong with a session is told to each of its calls as well.
  session.on('error', () => {})
  return session
}

/** One message there and one back ("gRPC over HTTP2"). Never rejects. */
export async function callUnary(session: ClientHttp2Session, call: UnaryCall): Promise<SendOutcome> {
  // The session is given up, not only the call: behind a connection that went dead, every later call would wait too.
  const timer = setTimeout(() => session.destroy(timeoutError(call.timeoutMs)), call.timeoutMs)
  try {
    return outcomeOf(await exchange(session.request(call.headers), call))
  } catch (error) {
    return unreachable(error instanceof Error ? error : new Error(String(error)))
  } finally {
    clearTimeout(timer)
  }
}

interface Reply {
  /** Those at the beginning, and the trailers. */
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Why there is no more of it than this. */
  readonly failure: Error | undefined
}

function exchange(stream: ClientHttp2Stream, { message, isCompressed }: UnaryCall): Promise<Reply> {
  return new Promise(resolve => {
    const headers: IncomingHttpHeaders = {}
    const body = collectBody(stream)
    let failure: Error | undefined
    stream.on('response', first => Object.assign(headers, first))
    stream.on('trailers', last => Object.assign(headers, last))
    stream.on('error', error => {
      failure = error
    })
    // A receiver may answer before it has taken everything; the rest is of no use then.
    stream.on('end', () => stream.writableFinished || stream.close(constants.NGHTTP2_CANCEL))
    stream.on('close', () => {
      const isCut = headers[':status'] === undefined || stream.rstCode !== constants.NGHTTP2_NO_ERROR
      resolve({ headers, body: body(), failure: failure ?? (isCut ? new Error('the call was cut off') : undefined) })
    })
    stream.write(messagePrefix(message.length, isCompressed))
    stream.end(message)
  })
}

function outcomeOf({ headers, body, failure }: Reply): SendOutcome {
  const code = text(headers['grpc-status'])
  if (code !== '') {
    const status = { code, message: text(headers['grpc-message']), details: text(headers['grpc-status-details-bin']) }
    return grpcOutcome(status, firstMessage(body))
  }
  const httpStatus = Number(headers[':status'] ?? constants.HTTP_STATUS_OK)
  if (httpStatus !== constants.HTTP_STATUS_OK) return httpFailure(httpStatus, headers['retry-after'], '')
  return failure === undefined ? { kind: 'refused', reason: 'no gRPC status' } : unreachable(failure)
}

const text = (header: string | readonly string[] | undefined): string => String(header ?? '')
