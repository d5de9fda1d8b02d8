import {
  ok,
  type Result,
  readLogsProto,
  readMetricsProto,
  readStatusJson,
  readTraceResponseJson,
  readTracesProto,
  writeLogsJson,
  writeMetricsJson,
  writeTracesJson,
} from '@throughline/otlp'
import type { OtlpEndpoint } from '../settings/settings.ts'
import type { OtlpClient, Signal } from './otlp-client.ts'
import { type HttpEncoding, openHttpClient } from './otlp-http.ts'

/** Requests are protobuf whatever they travel as: the app's thread, which records spans, pays the same for both. */
const toJson =
  <Data>(read: (request: Uint8Array) => Result<Data>, write: (data: Data) => string): HttpEncoding['encode'] =>
  request => {
    const data = read(request)
    return data.ok ? ok(Buffer.from(write(data.value))) : data
  }

const encoders: Readonly<Record<Signal, HttpEncoding['encode']>> = {
  traces: toJson(readTracesProto, writeTracesJson),
  metrics: toJson(readMetricsProto, writeMetricsJson),
  logs: toJson(readLogsProto, writeLogsJson),
}

const json = {
  contentType: 'application/json',
  readResponse: (body: Buffer) => readTraceResponseJson(body.toString()),
  readStatus: (body: Buffer) => readStatusJson(body.toString()),
} satisfies Partial<HttpEncoding>

/** OTLP/HTTP with JSON. */
export const openOtlpJsonClient = (endpoint: OtlpEndpoint, signal: Signal): OtlpClient =>
  openHttpClient(endpoint, { ...json, encode: encoders[signal] })
