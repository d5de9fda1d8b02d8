import { Client, type ClientUnaryCall, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { retryInfoDelayMs } from '@throughline/otlp'
import { forwardLimits } from '../../limits.ts'
import type { Payload, Signal } from '../../pipeline/payload.ts'
import { askedDelayMs } from '../retry.ts'
import { codeAdvice, connectionAdvice } from './advice.ts'
import type { HttpEndpoint } from './http-client.ts'
import { sentByResponse } from './otlp-reply.ts'
import { refused, type Sender, type SendOutcome, saysTooLarge, tooLarge, unavailable } from './sender.ts'

export interface OtlpGrpcOptions extends HttpEndpoint {
  /** `http://` is without TLS. */
  readonly url: string
  readonly compression: 'gzip' | 'none'
}

const collector = 'opentelemetry.proto.collector'
const methods: Readonly<Record<Signal, string>> = {
  traces: `/${collector}.trace.v1.TraceService/Export`,
  metrics: `/${collector}.metrics.v1.MetricsService/Export`,
  logs: `/${collector}.logs.v1.LogsService/Export`,
  profiles: `/${collector}.profiles.v1development.ProfilesService/Export`,
}

/** OTLP/gRPC by gRPC's own library. Messages stay bytes. */
export function openOtlpGrpcSender({ url, headers, timeoutMs, tls, compression }: OtlpGrpcOptions): Sender {
  const client = new Client(targetOf(url), credentialsOf(url, tls), {
    'grpc.default_compression_algorithm': compression === 'gzip' ? 2 : 0,
    // The queue tries again, without end and within its order.
    'grpc.enable_retries': 0,
  })
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value)
  let call: ClientUnaryCall | undefined
  return {
    send: ({ signal, bytes }: Payload) =>
      new Promise(resolve => {
        const deadline = Date.now() + timeoutMs
        call = client.makeUnaryRequest(
          methods[signal],
          asBuffer,
          keep,
          bytes,
          metadata,
          { deadline },
          (error, response) =>
            resolve(error ? failure(error, bytes.length) : sentByResponse(response ?? Buffer.alloc(0))),
        )
      }),
    close() {
      // By itself a closed client lets its calls come to their end, or to their deadline.
      call?.cancel()
      client.close()
    },
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const keep = (bytes: Buffer): Buffer => bytes

function targetOf(url: string): string {
  const { hostname, port, protocol } = new URL(url)
  return `dns:${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`
}

function credentialsOf(url: string, { ca, key, cert }: HttpEndpoint['tls']) {
  return url.startsWith('https:') ? credentials.createSsl(ca, key, cert) : credentials.createInsecure()
}

/** OTLP specification, "OTLP/gRPC Response": all others must not be retried. */
const retryableCodes: ReadonlySet<status> = new Set([
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.OUT_OF_RANGE,
  status.UNAVAILABLE,
  status.DATA_LOSS,
])

function failure({ code, details, metadata }: ServiceError, requestBytes: number): SendOutcome {
  // The library's own words begin like this, and only they are about the connection.
  const isOurs = /^(No connection established|Name resolution failed)/.test(details)
  const words = isOurs ? connectionAdvice(details) : details
  const reason = codeAdvice('gRPC', status[code], words)
  const [statusDetails] = metadata?.get('grpc-status-details-bin') ?? []
  const delayMs = statusDetails instanceof Buffer ? retryInfoDelayMs(statusDetails) : undefined
  // "Only if the server can recover", which it says by telling when: a request that is too large has the same code.
  const isExhausted = code === status.RESOURCE_EXHAUSTED
  if (isExhausted && delayMs !== undefined) return unavailable(reason, askedDelayMs(delayMs))
  const isLarge = isExhausted && requestBytes > forwardLimits.exhaustingBytes
  if (isLarge || saysTooLarge(details)) return tooLarge(reason)
  return retryableCodes.has(code) ? unavailable(reason, askedDelayMs(delayMs ?? 0)) : refused(reason)
}
