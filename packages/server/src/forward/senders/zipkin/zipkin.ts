import { readTracesProto } from '@throughline/otlp'
import { type Compression, compress } from '../../compress.ts'
import { type HttpEndpoint, openHttpClient } from '../http-client.ts'
import { httpFailure, isSuccess, unreachable } from '../http-outcome.ts'
import { messageOf } from '../otlp-reply.ts'
import { refused, type Sender, sent } from '../sender.ts'
import { zipkinSpans } from './zipkin-span.ts'

export interface ZipkinOptions extends HttpEndpoint {
  readonly url: string
  readonly compression: Compression
}

/** Zipkin's API, version 2, in JSON. */
export function openZipkinSender(options: ZipkinOptions): Sender {
  const client = openHttpClient(options)
  const url = new URL(options.url)
  return {
    async send({ bytes }) {
      const traces = readTracesProto(bytes)
      if (!traces.ok) return refused(traces.error)
      const json = Buffer.from(JSON.stringify(zipkinSpans(traces.value)))
      const { headers, bytes: body } = await compress(json, options.compression)
      return client
        .post(url, { 'content-type': 'application/json', ...headers }, body)
        .then(reply => (isSuccess(reply) ? sent : httpFailure(reply, messageOf(reply), isRetryable)), unreachable)
    },
    close: client.close,
  }
}

/** Zipkin has no word for it: an overloaded or failing server may be well again, a bad request stays bad. */
const isRetryable = (status: number): boolean => status === 429 || status >= 500
