import type { ReceiverPorts } from '@throughline/api'
import { err, ok, type Result } from '@throughline/otlp'
import { formatAddress, isLoopback } from '../cli/address.ts'
import type { UpOptions } from '../cli/args.ts'
import { createCounters } from '../health/counters.ts'
import { inFlightBytes } from '../limits.ts'
import { type WebParts, web } from '../page/web.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import { createByteBudget } from '../receive/byte-budget.ts'
import { otlpGrpc } from '../receive/otlp-grpc.ts'
import { otlpHttp } from '../receive/otlp-http.ts'
import { version } from '../version.ts'
import { listenGrpc } from './grpc.ts'
import { type Listener, listenHttp } from './http.ts'

export interface Listeners {
  readonly http: Listener
  readonly grpc: Listener
  readonly ui: Listener
}

type Addresses = Pick<UpOptions, keyof Listeners>

/** Opens all three ports, or none. */
export async function openListeners(
  { http, grpc, ui }: Addresses,
  pipeline: Pipeline,
  parts: Omit<WebParts, 'host' | 'readMetricSources' | 'readReceiverPorts'>,
): Promise<Result<Listeners>> {
  const counters = createCounters()
  const budget = createByteBudget(() => inFlightBytes)
  const readMetricSources = () => ({ counters, inFlightBytes: budget.usedBytes, store: parts.store.stats(), version })
  let receiverPorts: ReceiverPorts = { otlpHttpPort: http.port, otlpGrpcPort: grpc.port }
  const readReceiverPorts = () => receiverPorts
  const receiver = { pipeline, budget, tell: parts.tell }
  const opened = await Promise.all([
    listenHttp(otlpHttp({ ...receiver, counts: counters.http }), http, 'http'),
    listenGrpc(otlpGrpc({ ...receiver, counts: counters.grpc }), grpc, 'grpc'),
    listenHttp(web({ ...parts, host: ui.host, readMetricSources, readReceiverPorts }), ui, 'ui'),
  ])
  const [first, second, third] = opened
  if (first.ok && second.ok && third.ok) {
    // Port 0 asks for any free one, which is known only now.
    receiverPorts = { otlpHttpPort: first.value.address.port, otlpGrpcPort: second.value.address.port }
    return ok({ http: first.value, grpc: second.value, ui: third.value })
  }
  await Promise.all(opened.map(each => each.ok && each.value.close()))
  // One sentence is enough: where a port is taken, it is most often another Throughline that has them all.
  const [problem = ''] = opened.flatMap(each => (each.ok ? [] : each.error))
  return err(problem)
}

/** The one line for scripts. */
export function formatReadyLine({ http, grpc, ui }: Listeners): string {
  const [httpAt, grpcAt, uiAt] = [http, grpc, ui].map(({ address }) => formatAddress(address))
  return `throughline ready ui=http://${uiAt} otlp-http=http://${httpAt} otlp-grpc=${grpcAt}`
}

/** One sentence for each port that other machines can reach; there are no access tokens yet that could guard it. */
export function warningsOf(listeners: Listeners): string[] {
  return Object.entries(listeners)
    .filter(([, { address }]) => !isLoopback(address.host))
    .map(
      ([flag, { address }]) =>
        `Warning: ${formatAddress(address)} is open to everybody who can reach this machine, and there are no access ` +
        `tokens yet; use --${flag} 127.0.0.1:${address.port}, or let a firewall or proxy guard the port.`,
    )
}
