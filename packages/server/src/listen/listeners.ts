import type { ReceiverPorts } from '@throughline/api'
import { ok, type Result } from '@throughline/otlp'
import Value from 'typebox/value'
import { formatAddress, isLoopback } from '../cli/address.ts'
import type { UpOptions } from '../cli/args.ts'
import { inFlightBytes } from '../limits.ts'
import { type WebParts, web } from '../page/web.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import { createByteBudget } from '../receive/byte-budget.ts'
import { openReceivers, type Receiving } from '../receive/open-receivers.ts'
import { receiversSchema } from '../receive/settings.ts'
import { version } from '../version.ts'
import { listenHttp } from './http.ts'
import type { Listener } from './port.ts'

export interface Listeners {
  readonly http: Receiving
  readonly grpc: Receiving
  readonly ui: Listener
}

type Addresses = Pick<UpOptions, keyof Listeners>

/** Opens all three ports, or none. */
export async function openListeners(
  { http, grpc, ui }: Addresses,
  pipeline: Pipeline,
  parts: Omit<WebParts, 'host' | 'readMetricSources' | 'readReceiverPorts'>,
): Promise<Result<Listeners>> {
  const budget = createByteBudget(inFlightBytes)
  let receiverPorts: ReceiverPorts = { otlpHttpPort: http.port, otlpGrpcPort: grpc.port }
  const given = { http: { listen: formatAddress(http) }, grpc: { listen: formatAddress(grpc) } }
  const settings = Value.Parse(receiversSchema, Value.Default(receiversSchema, given))
  const receivers = await openReceivers(settings, { pipeline, budget, tell: parts.tell })
  if (!receivers.ok) return receivers
  const { stats, ...receiving } = receivers.value
  const webParts = {
    ...parts,
    host: ui.host,
    readMetricSources: () => ({
      counters: stats(),
      inFlightBytes: budget.usedBytes,
      store: parts.store.stats(),
      version,
    }),
    readReceiverPorts: () => receiverPorts,
  }
  const page = await listenHttp(web(webParts), ui, 'ui')
  if (!page.ok) {
    await receiving.close()
    return page
  }
  // Port 0 asks for any free one, which is known only now.
  receiverPorts = { otlpHttpPort: receiving.http.address.port, otlpGrpcPort: receiving.grpc.address.port }
  return ok({ http: receiving.http, grpc: receiving.grpc, ui: page.value })
}

/** The one line for scripts. */
export function formatReadyLine({ http, grpc, ui }: Listeners): string {
  const [httpAt, grpcAt, uiAt] = [http, grpc, ui].map(({ address }) => formatAddress(address))
  return `throughline ready ui=http://${uiAt} otlp-http=http://${httpAt} otlp-grpc=${grpcAt}`
}

/** One sentence for each port that other machines can reach and nothing guards. */
export function warningsOf({ http, grpc, ui }: Listeners): string[] {
  const ports = { http, grpc, ui: { ...ui, isGuarded: false } }
  return Object.entries(ports)
    .filter(([, { address, isGuarded }]) => !isLoopback(address.host) && !isGuarded)
    .map(
      ([flag, { address }]) =>
        `Warning: ${formatAddress(address)} is open to everybody who can reach this machine; ` +
        `${flag === 'ui' ? '' : `have senders show a token (receivers.${flag}.auth), `}` +
        `use --${flag} 127.0.0.1:${address.port}, or let a firewall or proxy guard the port.`,
    )
}
