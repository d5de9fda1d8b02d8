import { ok, readStatusProto, readTraceResponseProto } from '@throughline/otlp'
import type { OtlpEndpoint } from '../settings/settings.ts'
import type { OtlpClient } from './otlp-client.ts'
import { type HttpEncoding, openHttpClient } from './otlp-http.ts'

/** What is recorded is protobuf already. */
const protobuf: HttpEncoding = {
  contentType: 'application/x-protobuf',
  encode: ok,
  readResponse: readTraceResponseProto,
  readStatus: readStatusProto,
}

/** OTLP/HTTP with binary protobuf. */
export const openOtlpProtobufClient = (endpoint: OtlpEndpoint): OtlpClient => openHttpClient(endpoint, protobuf)
