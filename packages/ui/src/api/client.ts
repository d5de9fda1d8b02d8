import type { ApiError, OtlpTracesData, ReceiverPorts, ServiceList, TraceList } from '@throughline/api'

/** A question that the server did not answer: `status` is 0 when nothing came back at all. */
export class RequestFailed extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'RequestFailed'
    this.status = status
  }
}

export const isUnreachable = (error: unknown): boolean => error instanceof RequestFailed && error.status === 0
export const isNotFound = (error: unknown): boolean => error instanceof RequestFailed && error.status === 404

export const fetchTraces = (query: URLSearchParams, signal: AbortSignal) =>
  getJson<TraceList>(`/api/traces?${query}`, signal)

export const fetchServices = (query: URLSearchParams, signal: AbortSignal) =>
  getJson<ServiceList>(`/api/services?${query}`, signal)

export const fetchTrace = (traceId: string, signal: AbortSignal) =>
  getJson<OtlpTracesData>(`/api/traces/${encodeURIComponent(traceId)}`, signal)

export const fetchReceiverPorts = (signal: AbortSignal) => getJson<ReceiverPorts>('/api/receivers', signal)

/** Our own server sent it, so its shape is taken at its word. */
async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await reach(path, signal)
  if (!response.ok) throw new RequestFailed(response.status, await readError(response))
  return (await response.json()) as T
}

async function reach(path: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(path, { signal, headers: { accept: 'application/json' } })
  } catch (cause) {
    if (signal.aborted) throw cause
    throw new RequestFailed(0, 'The server does not answer.')
  }
}

async function readError(response: Response): Promise<string> {
  const body: Partial<ApiError> = await response.json().catch(() => ({}))
  return body.error ?? `The server answered with status ${response.status}.`
}
