import { once } from 'node:events'
import {
  createSecureServer,
  createServer,
  type Http2Server,
  type Http2Session,
  type ServerHttp2Session,
} from 'node:http2'
import type { Socket } from 'node:net'
import { ok, type Result } from '@throughline/otlp'
import type { Address } from '../cli/address.ts'
import {
  grpcStreamsMax,
  grpcWindowBytes,
  headersTimeoutMs,
  keepAliveTimeoutMs,
  requestTimeoutMs,
  stopGraceMs,
} from '../limits.ts'
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
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('session', session => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    session.once('connect', () => session.setLocalWindowSize(grpcWindowBytes))
    session.setTimeout(keepAliveTimeoutMs, () => closeSoon(session))
  })
  server.on('stream', listener)
  const opened = await openPort(server, address, flag)
  return opened.ok ? ok({ address: opened.value, close: () => closeGrpc(server, { sessions, sockets }) }) : opened
}

/**
 * Asks the client to take another connection; calls that are under way have as long as one may take. Not by `close`, after
 * which Node waits without end: for headers that do not end, of which it tells nobody, and for the client's side to be closed.
 */
export function closeSoon(session: Http2Session): void {
  session.goaway()
  const cutOff = setTimeout(() => session.destroy(), requestTimeoutMs)
  session.once('close', () => clearTimeout(cutOff))
}

interface Connections {
  readonly sessions: ReadonlySet<ServerHttp2Session>
  readonly sockets: ReadonlySet<Socket>
}

async function closeGrpc(server: Http2Server, { sessions, sockets }: Connections): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  for (const session of sessions) session.close()
  const cutOff = setTimeout(() => sockets.forEach(socket => void socket.destroy()), stopGraceMs)
  await closed
  clearTimeout(cutOff)
}
