import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Signal } from '../pipeline/payload.ts'
import { discardRest, readBody } from './body.ts'
import type { Allowance } from './collect.ts'
import { answerCors } from './cors.ts'
import { type Encoding, encodingOf, json } from './encoding.ts'
import { compressions } from './inflate.ts'
import { type Accepted, accept, conclude, type Receiver } from './receiver.ts'
import { type Refusal, refuse, type Step, unauthenticated } from './refusal.ts'
import { signalOfHttpPath } from './signals.ts'

/** OTLP/HTTP: one path for each signal, protobuf or JSON, as the OpenTelemetry protocol specification describes it. */
export function otlpHttp(receiver: Receiver): RequestListener {
  return async (request, response) => {
    const { cors, guard, requestBytesMax } = receiver.rules()
    if (answerCors(request, response, cors)) return
    const signal = signalOfHttpPath.get(request.url?.split('?', 1)[0] ?? '')
    const encoding = encodingOf(request.headers['content-type'])
    const reservation = receiver.budget.open()
    const received = guard.letsIn(request.headers.authorization)
      ? receive(request, signal, encoding, { bytesMax: requestBytesMax, reservation }, receiver)
      : Promise.resolve(unauthenticated())
    const step = await conclude(received, signal, receiver)
    reservation.release()
    // Where the type of the request is not one of OTLP's, JSON is the answer that a person can read.
    if (step.ok) return answerAccepted(response, encoding ?? json, step.value)
    await discardRest(request)
    if (step.refusal.reason === 'unauthenticated') response.setHeader('www-authenticate', guard.challenge)
    answerRefused(response, encoding ?? json, step.refusal)
  }
}

async function receive(
  request: IncomingMessage,
  named: Signal | undefined,
  encoding: Encoding | undefined,
  allowance: Allowance,
  receiver: Receiver,
): Promise<Step<Accepted>> {
  const signal = signalToTake(named, request.method)
  if (!signal.ok) return signal
  if (!encoding) {
    return refuse('unsupported_media_type', 'Content-Type must be application/x-protobuf or application/json.')
  }
  const body = await readBody(request, allowance)
  if (!body.ok) return body
  const proto = encoding.protoOf(signal.value, body.value)
  if (!proto.ok) return refuse('bad_data', `The request cannot be read: ${proto.error}.`)
  return accept(signal.value, proto.value, receiver)
}

function signalToTake(signal: Signal | undefined, method: string | undefined): Step<Signal> {
  if (!signal)
    return refuse('not_found', `There is nothing here; data goes to ${[...signalOfHttpPath.keys()].join(', ')}.`)
  if (method !== 'POST') return refuse('method_not_allowed', 'Data is sent by POST.')
  return { ok: true, value: signal }
}

function answerAccepted(response: ServerResponse, encoding: Encoding, { signal, admission }: Accepted): void {
  end(response, encoding, encoding.writeResponse(signal, admission))
}

function answerRefused(response: ServerResponse, encoding: Encoding, refused: Refusal): void {
  response.statusCode = refused.httpStatus
  if (refused.retryAfterSeconds !== undefined) response.setHeader('retry-after', refused.retryAfterSeconds)
  if (refused.reason === 'method_not_allowed') response.setHeader('allow', 'POST')
  // By which the sender sees that it is the compression that is wrong, and not the type (RFC 9110, 12.5.3).
  if (refused.reason === 'unsupported_encoding') response.setHeader('accept-encoding', compressions.join(', '))
  end(response, encoding, encoding.writeStatus({ code: refused.rpcCode, message: refused.message }))
}

/** With the length: without it Node sends chunks, and closes the connection of an HTTP/1.0 client that asked to keep it. */
function end(response: ServerResponse, { contentType }: Encoding, body: Uint8Array | string): void {
  response.setHeader('content-type', contentType).setHeader('content-length', Buffer.byteLength(body)).end(body)
}
