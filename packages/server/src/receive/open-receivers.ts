import { isDeepStrictEqual } from 'node:util'
import { err, ok, type Result } from '@throughline/otlp'
import { parseAddress } from '../cli/address.ts'
import { listenGrpc } from '../listen/grpc.ts'
import { listenHttp } from '../listen/http.ts'
import type { Listener } from '../listen/port.ts'
import { openTls, type Tls } from '../listen/tls.ts'
import { type Counters, createCounters } from './counts.ts'
import { otlpGrpc } from './otlp-grpc.ts'
import { otlpHttp } from './otlp-http.ts'
import type { Receiver } from './receiver.ts'
import { openRules } from './rules.ts'
import type { DoorSettings, ReceiversSettings, TlsSettings } from './settings.ts'

export interface Receiving extends Listener {
  /** Whether a sender has to show a token, a password or a certificate, by the settings of the start. */
  readonly isGuarded: boolean
  /** Whether TLS is spoken there. */
  readonly isSecure: boolean
}

export interface Receivers {
  readonly http: Receiving
  readonly grpc: Receiving
  /** What was taken and refused since the start; they go on counting. */
  stats(): Counters
  /** Has requests from now on follow other settings; no connection is dropped. An error leaves everything as it was. */
  reload(settings: ReceiversSettings): Result<void>
  close(): Promise<void>
}

type Parts = Pick<Receiver, 'pipeline' | 'budget' | 'tell'>

/** Opens both ports, or none; what is wrong is one sentence. */
export async function openReceivers(settings: ReceiversSettings, parts: Parts): Promise<Result<Receivers>> {
  const opened = openRules(settings, parts.tell)
  if (!opened.ok) return opened
  let rules = opened.value
  const counters = createCounters()
  const httpListener = otlpHttp({ ...parts, counts: counters.http, rules: () => rules.http })
  const grpcListener = otlpGrpc({ ...parts, counts: counters.grpc, rules: () => rules.grpc })
  const ports = await Promise.all([
    openDoor('http', settings.http, httpListener, listenHttp, parts.tell),
    openDoor('grpc', settings.grpc, grpcListener, listenGrpc, parts.tell),
  ])
  const close = async () => {
    rules.close()
    await Promise.all(ports.map(each => each.ok && each.value.close()))
  }
  const [http, grpc] = ports
  if (!http.ok || !grpc.ok) {
    await close()
    const [problem = ''] = ports.flatMap(each => (each.ok ? [] : each.error))
    return err(problem)
  }
  const reload = (next: ReceiversSettings) => {
    if (!isSameDoor(settings.http, next.http) || !isSameDoor(settings.grpc, next.grpc)) {
      return err('Another `listen` or `tls` of a receiver takes a restart.')
    }
    const again = openRules(next, parts.tell)
    if (!again.ok) return again
    rules.close()
    rules = again.value
    return ok(undefined)
  }
  return ok({ http: http.value, grpc: grpc.value, stats: () => counters, reload, close })
}

function isSameDoor(a: DoorSettings, b: DoorSettings): boolean {
  return a.listen === b.listen && isDeepStrictEqual(a.tls, b.tls)
}

async function openDoor<RequestListener>(
  flag: string,
  settings: DoorSettings,
  listener: RequestListener,
  listen: (listener: RequestListener, ...at: ListenArguments) => Promise<Result<Listener>>,
  tell: (sentence: string) => void,
): Promise<Result<Receiving>> {
  const address = parseAddress(settings.listen)
  if (!address.ok) return err(`\`listen\` ${address.error}.`)
  const tls = tlsOf(settings.tls, tell)
  if (!tls.ok) return tls
  const opened = await listen(listener, address.value, flag, tls.value)
  return opened.ok ? ok({ ...opened.value, isGuarded: isGuarded(settings), isSecure: tls.value !== undefined }) : opened
}

function isGuarded({ auth, tls }: DoorSettings): boolean {
  const secrets = [...auth.bearer_tokens, ...auth.bearer_token_files, ...auth.basic_users]
  return secrets.length > 0 || tls.client_ca_file !== ''
}

type ListenArguments = Parameters<typeof listenHttp> extends [unknown, ...infer Rest] ? Rest : never

function tlsOf(settings: TlsSettings, tell: (sentence: string) => void): Result<Tls | undefined> {
  const { cert_file: certFile, key_file: keyFile, client_ca_file: clientCaFile } = settings
  if (certFile === '' && keyFile === '' && clientCaFile === '') return ok(undefined)
  return openTls({ certFile, keyFile, ...(clientCaFile !== '' && { clientCaFile }) }, tell)
}
