import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import { requestTimeoutMs } from '../limits.ts'
import type { Signal } from '../pipeline/payload.ts'
import { collect } from './collect.ts'
import { framed, prefixBytes, readMessage } from './grpc-message.ts'
import { trailersOnly } from './grpc-status.ts'
import { type Accepted, accept, conclude, type Receiver } from './receiver.ts'
import { type Refusal, refuse, type Step, unauthenticated } from './refusal.ts'
import { signalOfGrpcPath, wires } from './signals.ts'

export type StreamListener = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void

/**
 * OTLP/gRPC: unary calls, one method for each signal. On Node's own HTTP/2, because there is nothing else in it that gRPC's
 * library is for; see `docs/decisions/0026-own-grpc-server.md`.
 */
export function otlpGrpc(receiver: Receiver): StreamListener {
  return async (stream, headers) => {
    // What is wrong with the connection ends the reading of the body too, and is told there.
    stream.on('error', () => undefined)
    if (!isGrpc(headers)) return stream.respond({ ':status': 415 }, { endStream: true })
    const cutOff = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), requestTimeoutMs)
    const signal = signalOfGrpcPath.get(headers[':path'] ?? '')
    const step = await conclude(receive(stream, headers, signal, receiver), signal, receiver)
    clearTimeout(cutOff)
    // Nobody is there any more, and Node throws where one answers all the same.
    if (stream.closed || stream.destroyed) return
    if (step.ok) answerAccepted(stream, step.value)
    else answerRefused(stream, step.refusal)
  }
}

const isGrpc = (headers: IncomingHttpHeaders): boolean =>
  headers[':method'] === 'POST' && /^application\/grpc(\+proto)?(;|$)/.test(headers['content-type'] ?? '')

async function receive(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  signal: Signal | undefined,
  receiver: Receiver,
): Promise<Step<Accepted>> {
  const { guard, requestBytesMax } = receiver.rules()
  if (!guard.letsIn(headers.authorization)) return unauthenticated()
  if (!signal) return refuse('not_found', 'There is no such method here; data goes to Export of the services of OTLP.')
  const reservation = receiver.budget.open()
  try {
    const allowance = { bytesMax: requestBytesMax, reservation }
    const body = await collect(stream, { ...allowance, bytesMax: prefixBytes + requestBytesMax })
    if (!body.ok) return body
    const message = await readMessage(body.value, String(headers['grpc-encoding']), allowance)
    return message.ok ? await accept(signal, message.value, receiver) : message
  } finally {
    reservation.release()
  }
}

function answerAccepted(stream: ServerHttp2Stream, { signal, admission }: Accepted): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  stream.end(framed(wires[signal].writeResponseProto(BigInt(admission.rejected), admission.errorMessage)))
}

function answerRefused(stream: ServerHttp2Stream, refused: Refusal): void {
  stream.respond(trailersOnly(refused), { endStream: true })
  // The rest of what was refused is of no use; without an error, so that the answer is read (RFC 9113, 8.1).
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR)
}
