import { once } from 'node:events'
import { createSecureServer, createServer, type Http2Server, type ServerHttp2Session } from 'node:http2'
import { ok, type Result } from '@throughline/otlp'
import type { Address } from '../cli/address.ts'
import { grpcStreamsMax, grpcWindowBytes, headersTimeoutMs, keepAliveTimeoutMs, stopGraceMs } from '../limits.ts'
import type { StreamListener } from '../receive/otlp-grpc.ts'
import { type Listener, openPort } from './port.ts'
import type { Tls } from './tls.ts'

const settings = { maxConcurrentStreams: grpcStreamsMax, initialWindowSize: grpcWindowBytes, enablePush: false }

/** As `listenHttp`, for the HTTP/2 that gRPC is spoken on. */
export async function listenGrpc(
  listener: StreamListener,
  address: Address,
  flag: string,
  tls?: Tls,
): Promise<Result<Listener>> {
  const server = tls
    ? tls.follow(createSecureServer({ settings, ...tls.options, handshakeTimeout: headersTimeoutMs }))
    : createServer({ settings })
  const sessions = new Set<ServerHttp2Session>()
  server.on('session', session => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    session.once('connect', () => session.setLocalWindowSize(grpcWindowBytes))
    session.setTimeout(keepAliveTimeoutMs, () => session.close())
  })
  server.on('stream', listener)
  const opened = await openPort(server, address, flag)
  return opened.ok ? ok({ address: opened.value, close: () => closeGrpc(server, sessions) }) : opened
}

async function closeGrpc(server: Http2Server, sessions: ReadonlySet<ServerHttp2Session>): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  for (const session of sessions) session.close()
  const cutOff = setTimeout(() => sessions.forEach(session => void session.destroy()), stopGraceMs)
  await closed
  clearTimeout(cutOff)
}
