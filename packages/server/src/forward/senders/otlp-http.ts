import type { Signal } from '../../pipeline/payload.ts'
import { type Compression, compress } from '../compress.ts'
import { type HttpEndpoint, openHttpClient } from './http-client.ts'
import { httpFailure, isSuccess, unreachable } from './http-outcome.ts'
import { messageOf, sentByResponse } from './otlp-reply.ts'
import type { Sender } from './sender.ts'

export interface OtlpHttpOptions extends HttpEndpoint {
  /** Without the paths of the signals. */
  readonly url: string
  readonly compression: Compression
}

const paths: Readonly<Record<Signal, string>> = {
  traces: '/v1/traces',
  metrics: '/v1/metrics',
  logs: '/v1/logs',
  profiles: '/v1development/profiles',
}

/** OTLP/HTTP with protobuf. */
export function openOtlpHttpSender(options: OtlpHttpOptions): Sender {
  const client = openHttpClient(options)
  const base = options.url.replace(/\/+$/, '')
  return {
    async send({ signal, bytes }) {
      const { headers, bytes: body } = await compress(bytes, options.compression)
      const sending = client.post(
        new URL(base + paths[signal]),
        { 'content-type': 'application/x-protobuf', ...headers },
        body,
      )
      return sending.then(
        reply => (isSuccess(reply) ? sentByResponse(reply.body) : httpFailure(reply, messageOf(reply), isRetryable)),
        unreachable,
      )
    },
    close: client.close,
  }
}

/** OTLP specification, "Retryable Response Codes": every other 4xx or 5xx must not be retried. */
const retryableStatus: ReadonlySet<number> = new Set([429, 502, 503, 504])
const isRetryable = (status: number): boolean => retryableStatus.has(status)
