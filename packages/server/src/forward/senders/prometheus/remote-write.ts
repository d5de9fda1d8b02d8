import { readMetricsProto } from '@throughline/otlp'
import { compress } from 'snappy'
import { type HttpEndpoint, openHttpClient } from '../http-client.ts'
import { httpFailure, isSuccess, unreachable } from '../http-outcome.ts'
import { messageOf } from '../otlp-reply.ts'
import { refused, type Sender } from '../sender.ts'
import { translate } from './translate.ts'

export interface PrometheusOptions extends HttpEndpoint {
  readonly url: string
}

const protocolHeaders = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
}

/** Prometheus remote write, version 1.0. */
export function openPrometheusSender(options: PrometheusOptions): Sender {
  const client = openHttpClient(options)
  const url = new URL(options.url)
  return {
    async send({ bytes }) {
      const metrics = readMetricsProto(bytes)
      if (!metrics.ok) return refused(metrics.error)
      const { request, rejectedPoints, message } = translate(metrics.value)
      const sent = { kind: 'sent', rejectedItems: rejectedPoints, message } as const
      if (request.seriesCount === 0) return sent
      const body = await compress(request.bytes())
      return client
        .post(url, protocolHeaders, body)
        .then(reply => (isSuccess(reply) ? sent : httpFailure(reply, messageOf(reply), isRetryable)), unreachable)
    },
    close: client.close,
  }
}

/** "MUST retry on HTTP 5xx, MUST NOT on 4xx, MAY on 429" (remote write 1.0, "Retries & Backoff"). */
const isRetryable = (status: number): boolean => status === 429 || status >= 500
