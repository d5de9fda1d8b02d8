import { err, ok, type Result } from '@throughline/otlp'
import { type Address, parseAddress } from '../cli/address.ts'
import { sizeBytes } from '../config/units.ts'
import { listenGrpc } from '../listen/grpc.ts'
import { listenHttp } from '../listen/http.ts'
import type { Listener } from '../listen/port.ts'
import { openTls, type Tls } from '../listen/tls.ts'
import { type Counters, createCounters } from './counts.ts'
import { type OpenGuard, openGuard } from './open-guard.ts'
import { otlpGrpc } from './otlp-grpc.ts'
import { otlpHttp } from './otlp-http.ts'
import type { Receiver } from './receiver.ts'
import type { AuthSettings, ReceiversSettings, TlsSettings } from './settings.ts'

export interface Receivers {
  readonly http: Listener
  readonly grpc: Listener
  stats(): Counters
  close(): Promise<void>
}

type Parts = Pick<Receiver, 'pipeline' | 'budget' | 'tell'>

/** Opens both ports, or none; what is wrong is one sentence. */
export async function openReceivers(settings: ReceiversSettings, parts: Parts): Promise<Result<Receivers>> {
  const counters = createCounters()
  const requestBytesMax = sizeBytes(settings.max_request_size)
  const { cors } = settings.http
  const opened = await Promise.all([
    openReceiver(settings.http, parts.tell, (door, address) =>
      listenHttp(
        otlpHttp({
          ...parts,
          counts: counters.http,
          guard: door.guard,
          requestBytesMax,
          cors: { allowedOrigins: cors.allowed_origins, allowedHeaders: cors.allowed_headers },
        }),
        address,
        'http',
        door.tls,
      ),
    ),
    openReceiver(settings.grpc, parts.tell, (door, address) =>
      listenGrpc(
        otlpGrpc({ ...parts, counts: counters.grpc, guard: door.guard, requestBytesMax }),
        address,
        'grpc',
        door.tls,
      ),
    ),
  ])
  const [http, grpc] = opened
  const close = async () => void (await Promise.all(opened.map(each => each.ok && each.value.close())))
  if (http.ok && grpc.ok) return ok({ http: http.value, grpc: grpc.value, stats: () => counters, close })
  await close()
  const [problem = ''] = opened.flatMap(each => (each.ok ? [] : each.error))
  return err(problem)
}

interface Door {
  readonly guard: OpenGuard
  readonly tls: Tls | undefined
}

interface DoorSettings {
  readonly listen: string
  readonly tls: TlsSettings
  readonly auth: AuthSettings
}

async function openReceiver(
  settings: DoorSettings,
  tell: (sentence: string) => void,
  listen: (door: Door, address: Address) => Promise<Result<Listener>>,
): Promise<Result<Listener>> {
  const address = parseAddress(settings.listen)
  if (!address.ok) return err(`\`listen\` ${address.error}.`)
  const tls = tlsOf(settings.tls, tell)
  if (!tls.ok) return tls
  const guard = openGuard(settings.auth, tell)
  if (!guard.ok) return guard
  const listener = await listen({ guard: guard.value, tls: tls.value }, address.value)
  if (!listener.ok) {
    guard.value.close()
    return listener
  }
  return ok({ ...listener.value, close: () => listener.value.close().finally(guard.value.close) })
}

function tlsOf(settings: TlsSettings, tell: (sentence: string) => void): Result<Tls | undefined> {
  const { cert_file: certFile, key_file: keyFile, client_ca_file: clientCaFile } = settings
  if (certFile === '' && keyFile === '' && clientCaFile === '') return ok(undefined)
  return openTls({ certFile, keyFile, ...(clientCaFile !== '' && { clientCaFile }) }, tell)
}
