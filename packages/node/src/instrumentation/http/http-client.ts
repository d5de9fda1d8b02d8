import type { ClientRequest, IncomingMessage } from 'node:http'
import { subscribe } from '../../channels.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'
import { sdkVersion } from '../../version.ts'
import { noteError, noteResponse, startClientSpan } from './client-span.ts'
import { setWrittenHeader, writtenHeader } from './written-head.ts'

const SPAN = Symbol('throughline.span')

type TracedRequest = ClientRequest & { [SPAN]?: RecordedSpan }

/** One CLIENT span for each request of `node:http` and `node:https`, from its creation to the end of its response. */
export function instrumentHttpClient(provider: RecordingTracerProvider): () => void {
  const tracer = provider.getTracer('@throughline/node/http-client', sdkVersion)
  const stops = [
    subscribe<{ request: TracedRequest }>('http.client.request.created', ({ request }) => onCreated(tracer, request)),
    // Despite its name: published when the head of the response is here.
    subscribe<{ request: TracedRequest; response: IncomingMessage }>('http.client.response.finish', onResponse),
    subscribe<{ request: TracedRequest; error: Error }>('http.client.request.error', onError),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

function onCreated(tracer: RecordingTracer, request: TracedRequest): void {
  const span = startClientSpan(tracer, {
    request,
    method: request.method,
    origin: originOf(request),
    path: request.path,
    setHeader,
  })
  if (span === undefined) return
  request[SPAN] = span
  request.once('close', () => onClose(request, span))
}

function setHeader(request: ClientRequest, name: string, value: string): void {
  if (request.headersSent) setWrittenHeader(request, name, value)
  else request.setHeader(name, value)
}

/** The port is told nowhere but in the Host header, which leaves out the scheme's own. */
function originOf(request: ClientRequest): string {
  const host = request.getHeader('host') ?? writtenHeader(request, 'host')
  return `${request.protocol}//${typeof host === 'string' ? host : request.host}`
}

function onResponse({ request, response }: { request: TracedRequest; response: IncomingMessage }): void {
  const span = request[SPAN]
  if (span === undefined) return
  noteHead(span, response)
}

function noteHead(span: RecordedSpan, response: IncomingMessage): void {
  span.setAttribute('network.protocol.version', response.httpVersion)
  noteResponse(span, response.statusCode ?? 0)
}

function onError({ request, error }: { request: TracedRequest; error: Error }): void {
  const span = request[SPAN]
  if (span === undefined) return
  noteError(span, error)
  // Without a response this is the end; the app's listener for the error may be the one that calls `process.exit()`.
  if (!('res' in request) || request.res === null) span.end()
}

function onClose(request: ClientRequest & { res?: IncomingMessage }, span: RecordedSpan): void {
  const { res } = request
  // Neither upgrade nor tunnel is published as a response, and the connection lives on: they are complete with their head.
  if (res && (res.statusCode === 101 || request.method === 'CONNECT')) noteHead(span, res)
  else if (res?.complete === false) noteError(span, responseAborted())
  span.end()
}

const responseAborted = (): Error => Object.assign(new Error('response aborted'), { code: 'aborted' })
