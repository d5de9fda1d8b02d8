import { subscribe } from '../../channels.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'
import { sdkVersion } from '../../version.ts'
import { noteError, noteResponse, startClientSpan } from './client-span.ts'

const SPAN = Symbol('throughline.span')

/** The status is null where it comes later (HTTP/2), with a message of its own. */
type OnUpgrade = (statusCode: number | null, ...rest: unknown[]) => unknown

/** undici's request, as its channels show it (docs/api/DiagnosticsChannel.md of undici 6 and 7). */
interface UndiciRequest {
  readonly method: string
  readonly origin?: string | URL
  readonly path: string
  /** Names and values in turn. */
  readonly headers?: unknown
  /** The protocol that is asked for; an upgraded connection is the app's, and lives on. */
  readonly upgrade?: string | null
  onUpgrade?: OnUpgrade
  onRequestUpgrade?: OnUpgrade
  addHeader(name: string, value: string): unknown
  [SPAN]?: RecordedSpan | undefined
}

/** One CLIENT span for each request of `fetch` and of undici as a package: both publish on the same channels. */
export function instrumentUndici(provider: RecordingTracerProvider): () => void {
  const tracer = provider.getTracer('@throughline/node/undici', sdkVersion)
  const stops = [
    subscribe<{ request: UndiciRequest }>('undici:request:create', ({ request }) => onCreate(tracer, request)),
    subscribe<{ request: UndiciRequest; response: { statusCode: number } }>(
      'undici:request:headers',
      ({ request, response }) => request[SPAN] && noteResponse(request[SPAN], response.statusCode),
    ),
    subscribe<{ request: UndiciRequest }>('undici:request:trailers', onTrailers),
    subscribe<{ request: UndiciRequest; error: unknown }>('undici:request:error', onError),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

function onCreate(tracer: RecordingTracer, request: UndiciRequest): void {
  const span = startClientSpan(tracer, {
    request,
    method: request.method,
    origin: originOf(request),
    path: request.path,
    setHeader,
  })
  if (span === undefined) return
  request[SPAN] = span
  if (!request.upgrade && request.method !== 'CONNECT') return
  endAtUpgrade(request, 'onUpgrade', span)
  endAtUpgrade(request, 'onRequestUpgrade', span)
}

/** The undici of Node 22 to 26 publishes nothing when it hands over a connection, so the handing over is watched. */
function endAtUpgrade(request: UndiciRequest, name: 'onUpgrade' | 'onRequestUpgrade', span: RecordedSpan): void {
  const original = request[name]
  if (original === undefined) return
  request[name] = (statusCode, ...rest) => {
    if (statusCode !== null) {
      noteResponse(span, statusCode)
      span.end()
    }
    return Reflect.apply(original, request, [statusCode, ...rest])
  }
}

function originOf(request: UndiciRequest): string {
  const origin = String(request.origin ?? '')
  return origin.endsWith('/') ? origin.slice(0, -1) : origin
}

/** `addHeader` would repeat a header that is there, and a repeated `traceparent` is none at all. */
function setHeader(request: UndiciRequest, name: string, value: string): void {
  const { headers } = request
  const index = Array.isArray(headers) ? indexOfHeader(headers, name) : -1
  if (Array.isArray(headers) && index >= 0) headers[index + 1] = value
  else request.addHeader(name, value)
}

function indexOfHeader(headers: readonly unknown[], name: string): number {
  for (let i = 0; i < headers.length; i += 2) if (isHeader(String(headers[i]), name)) return i
  return -1
}

const isHeader = (header: string, name: string): boolean =>
  header.length === name.length && header.toLowerCase() === name

function onTrailers({ request }: { request: UndiciRequest }): void {
  request[SPAN]?.end()
  // What `fetch` makes of a request may live on until a full garbage collection.
  request[SPAN] = undefined
}

function onError({ request, error }: { request: UndiciRequest; error: unknown }): void {
  const span = request[SPAN]
  if (span === undefined) return
  noteError(span, error)
  span.end()
}
