import type { RecordingTracerProvider } from '../trace/provider.ts'
import type { RecordedSpan } from '../trace/span.ts'
import type { RecordingTracer } from '../trace/tracer.ts'
import { sdkVersion } from '../version.ts'
import { subscribe } from './channels.ts'
import { noteError, noteResponse, startClientSpan } from './client-span.ts'

const SPAN = Symbol('throughline.span')

/** undici's request, as its channels show it (docs/api/DiagnosticsChannel.md of undici 6 and 7). */
interface UndiciRequest {
  readonly method: string
  readonly origin?: string | URL
  readonly path: string
  /** Names and values in turn. */
  readonly headers?: unknown
  addHeader(name: string, value: string): unknown
  [SPAN]?: RecordedSpan
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
    subscribe<{ request: UndiciRequest }>('undici:request:trailers', ({ request }) => request[SPAN]?.end()),
    subscribe<{ request: UndiciRequest; error: unknown }>('undici:request:error', onError),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

function onCreate(tracer: RecordingTracer, request: UndiciRequest): void {
  request[SPAN] = startClientSpan(tracer, {
    method: request.method,
    origin: String(request.origin ?? '').replace(/\/$/, ''),
    path: request.path,
    setHeader: (name, value) => setHeader(request, name, value),
  })
}

/** `addHeader` would repeat a header that is there, and a repeated `traceparent` is none at all. */
function setHeader(request: UndiciRequest, name: string, value: string): void {
  const { headers } = request
  const index = Array.isArray(headers) ? headers.findIndex((header, i) => i % 2 === 0 && isHeader(header, name)) : -1
  if (Array.isArray(headers) && index >= 0) headers[index + 1] = value
  else request.addHeader(name, value)
}

const isHeader = (header: unknown, name: string): boolean => String(header).toLowerCase() === name

function onError({ request, error }: { request: UndiciRequest; error: unknown }): void {
  const span = request[SPAN]
  if (span === undefined) return
  noteError(span, error)
  span.end()
}
