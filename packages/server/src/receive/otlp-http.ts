import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { readSpanBatch } from '@throughline/otlp'
import { retryAfterSeconds } from '../limits.ts'
import type { Admission } from '../pipeline/admit.ts'
import { discardRest, readBody } from './body.ts'
import type { Reservation } from './byte-budget.ts'
import { type Encoding, encodingOf, json } from './encoding.ts'
import { accept, conclude, type Receiver } from './receiver.ts'
import { type Refusal, refusal, refuse, type Step } from './refusal.ts'

const signalsToCome = new Map([
  ['/v1/metrics', 'Metrics'],
  ['/v1/logs', 'Logs'],
  ['/v1development/profiles', 'Profiles'],
])

/** OTLP/HTTP: `POST /v1/traces`, protobuf or JSON, as the OpenTelemetry protocol specification describes it. */
export function otlpHttp(receiver: Receiver): RequestListener {
  return async (request, response) => {
    const reservation = receiver.budget.open()
    const encoding = encodingOf(request.headers['content-type'])
    const step = await conclude(receive(request, encoding, reservation, receiver), receiver)
    reservation.release()
    // Where the type of the request is not one of OTLP's, JSON is the answer that a person can read.
    if (step.ok) return answerAccepted(response, encoding ?? json, step.value)
    await discardRest(request)
    answerRefused(response, encoding ?? json, step.refusal)
  }
}

async function receive(
  request: IncomingMessage,
  encoding: Encoding | undefined,
  reservation: Reservation,
  receiver: Receiver,
): Promise<Step<Admission>> {
  const misdirected = checkRoute(request)
  if (misdirected) return { ok: false, refusal: misdirected }
  if (!encoding) {
    return refuse('unsupported_media_type', 'Content-Type must be application/x-protobuf or application/json.')
  }
  const body = await readBody(request, reservation)
  if (!body.ok) return body
  // Zero bytes are protobuf's empty message. They are not JSON, but whoever sends them means the same.
  if (body.value.length === 0) return accept(readSpanBatch(body.value), receiver)
  return accept(encoding.readTraces(body.value), receiver)
}

function checkRoute(request: IncomingMessage): Refusal | undefined {
  const path = request.url?.split('?', 1)[0] ?? ''
  const signal = signalsToCome.get(path)
  if (signal) return refusal('not_received_yet', `${signal} are not received yet; traces are, at /v1/traces.`)
  if (path !== '/v1/traces') return refusal('not_found', 'There is nothing here; traces go to POST /v1/traces.')
  if (request.method !== 'POST') return refusal('method_not_allowed', 'Traces are sent by POST.')
  return undefined
}

function answerAccepted(response: ServerResponse, encoding: Encoding, admission: Admission): void {
  const { rejectedSpans, errorMessage } = admission
  end(response, encoding, encoding.writeTraceResponse({ rejectedSpans: BigInt(rejectedSpans), errorMessage }))
}

function answerRefused(response: ServerResponse, encoding: Encoding, refused: Refusal): void {
  response.statusCode = refused.httpStatus
  if (refused.retryable) response.setHeader('retry-after', retryAfterSeconds)
  if (refused.reason === 'method_not_allowed') response.setHeader('allow', 'POST')
  end(response, encoding, encoding.writeStatus({ code: refused.rpcCode, message: refused.message }))
}

/** With the length: without it Node sends chunks, and closes the connection of an HTTP/1.0 client that asked to keep it. */
function end(response: ServerResponse, { contentType }: Encoding, body: Uint8Array | string): void {
  response.setHeader('content-type', contentType).setHeader('content-length', Buffer.byteLength(body)).end(body)
}
