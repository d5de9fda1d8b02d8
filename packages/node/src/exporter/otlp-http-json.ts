import { ok, readStatusJson, readTraceResponseJson, readTracesProto, writeTracesJson } from '@throughline/otlp'
import type { OtlpEndpoint } from '../settings/settings.ts'
import type { OtlpClient, Signal } from './otlp-client.ts'
import { type HttpEncoding, openHttpClient } from './otlp-http.ts'

/** Spans are recorded as protobuf whatever they travel as: the app's thread pays the same, and this one for both. */
const tracesToJson: HttpEncoding['encode'] = request => {
  const traces = readTracesProto(request)
  return traces.ok ? ok(Buffer.from(writeTracesJson(traces.value))) : traces
}

const json = {
  contentType: 'application/json',
  readResponse: (body: Buffer) => readTraceResponseJson(body.toString()),
  readStatus: (body: Buffer) => readStatusJson(body.toString()),
} satisfies Partial<HttpEncoding>

/** OTLP/HTTP with JSON. */
export const openOtlpJsonClient = (endpoint: OtlpEndpoint, signal: Signal): OtlpClient =>
  openHttpClient(endpoint, { ...json, encode: signal === 'traces' ? tracesToJson : ok })
