import assert from 'node:assert/strict'
import { ok, type Result } from '@throughline/otlp'
import { type Address, formatAddress, isLoopback, parseAddress } from '../cli/address.ts'
import type { Config } from '../config/schema.ts'
import type { HealthSources } from '../health/sources.ts'
import { inFlightBytes, softInFlightShare } from '../limits.ts'
import type { Outputs } from '../outputs/outputs.ts'
import { type WebParts, web } from '../page/web.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { MemoryGuard } from '../protect/memory-guard.ts'
import { createByteBudget } from '../receive/byte-budget.ts'
import { openReceivers, type Receiving } from '../receive/open-receivers.ts'
import type { Redactor } from '../redact/redactor.ts'
import { version } from '../version.ts'
import { listenHttp } from './http.ts'
import type { Listener } from './port.ts'

export interface Listeners {
  /** Has the receivers follow other settings; the error says what takes a restart. */
  readonly reload: (settings: Config['receivers']) => Result<void>
  readonly http: Receiving
  readonly grpc: Receiving
  readonly ui: Listener
}

export interface ListenerParts extends Omit<WebParts, 'host' | 'readHealthSources' | 'readReceiverPorts'> {
  readonly memory: MemoryGuard
  readonly redactor: () => Redactor
  readonly outputs: Outputs
}

/** Opens all three ports, or none. */
export async function openListeners(
  { receivers, ui }: Config,
  pipeline: Pipeline,
  { memory, redactor, outputs, ...parts }: ListenerParts,
): Promise<Result<Listeners>> {
  const budget = createByteBudget(() => inFlightBytes * inFlightShare[memory.state])
  const opened = await openReceivers(receivers, { pipeline, budget, tell: parts.tell })
  if (!opened.ok) return opened
  const { stats, http, grpc, reload, close } = opened.value
  const address = addressOf(ui.listen)
  const readHealthSources = (): HealthSources => ({
    version,
    counters: stats(),
    inFlightBytes: budget.usedBytes,
    memory,
    redacted: redactor().stats().redacted,
    outputs: outputs.stats(),
    store: parts.store?.stats(),
  })
  // Port 0 asks for any free one, which is known only now.
  const receiverPorts = { otlpHttpPort: http.address.port, otlpGrpcPort: grpc.address.port }
  const webParts = { ...parts, host: address.host, readHealthSources, readReceiverPorts: () => receiverPorts }
  const page = await listenHttp(web(webParts), address, 'ui')
  if (page.ok) return ok({ http, grpc, ui: page.value, reload })
  await close()
  return page
}

/** Of what may be in flight, while memory is in that state. */
const inFlightShare = { normal: 1, soft: softInFlightShare, hard: 0 } as const

function addressOf(text: string): Address {
  const address = parseAddress(text)
  assert.ok(address.ok, `the schema let ${text} pass`)
  return address.value
}

/** The one line for scripts. */
export function formatReadyLine({ http, grpc, ui }: Pick<Listeners, 'http' | 'grpc' | 'ui'>): string {
  const [httpAt, grpcAt, uiAt] = [http, grpc, ui].map(({ address }) => formatAddress(address))
  const scheme = http.isSecure ? 'https' : 'http'
  return `throughline ready ui=http://${uiAt} otlp-http=${scheme}://${httpAt} otlp-grpc=${grpcAt}`
}

/** One sentence for each port that other machines can reach and nothing guards. */
export function warningsOf({ http, grpc, ui }: Listeners): string[] {
  const ports = { http, grpc, ui: { ...ui, isGuarded: false } }
  return Object.entries(ports)
    .filter(([, { address, isGuarded }]) => !isLoopback(address.host) && !isGuarded)
    .map(
      ([flag, { address }]) =>
        `Warning: ${formatAddress(address)} is open to everybody who can reach this machine; ` +
        `${flag === 'ui' ? '' : `set a token at receivers.${flag}.auth, `}` +
        `use --${flag} 127.0.0.1:${address.port}, or let a firewall or proxy guard the port.`,
    )
}
