import { ok, readStatusJson, readTraceResponseJson, readTracesProto, writeTracesJson } from '@throughline/otlp'
import type { OtlpEndpoint } from '../settings/settings.ts'
import type { OtlpClient } from './otlp-client.ts'
import { type HttpEncoding, openHttpClient } from './otlp-http.ts'

/** Spans are recorded as protobuf whatever they travel as: the app's thread pays the same, and this one for both. */
const json: HttpEncoding = {
  contentType: 'application/json',
  encode: request => {
    const traces = readTracesProto(request)
    return traces.ok ? ok(Buffer.from(writeTracesJson(traces.value))) : traces
  },
  readResponse: body => readTraceResponseJson(body.toString()),
  readStatus: body => readStatusJson(body.toString()),
}

/** OTLP/HTTP with JSON. */
export const openOtlpJsonClient = (endpoint: OtlpEndpoint): Promise<OtlpClient> => openHttpClient(endpoint, json)
