import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { ok, type Result } from '@throughline/otlp'
import type { Address } from '../cli/address.ts'
import { connectionsCheckMs, headersTimeoutMs, keepAliveTimeoutMs, requestTimeoutMs, stopGraceMs } from '../limits.ts'
import { type Listener, openPort } from './port.ts'
import type { Tls } from './tls.ts'

/** `flag` is the option that chose the address; an error names it. */
export async function listenHttp(
  handler: RequestListener,
  address: Address,
  flag: string,
  tls?: Tls,
): Promise<Result<Listener>> {
  const options = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: connectionsCheckMs,
    keepAliveTimeout: keepAliveTimeoutMs,
  }
  const server = tls
    ? tls.follow(createSecureServer({ ...options, ...tls.options, handshakeTimeout: headersTimeoutMs }, handler))
    : createServer(options, handler)
  server.on('request', (_request, response) => response.once('close', () => closeIfStopping(server)))
  const opened = await openPort(server, address, flag)
  return opened.ok ? ok({ address: opened.value, close: () => closeHttp(server) }) : opened
}

/** A kept-alive connection becomes idle only after its answer; Node closes those that were idle when the stop began. */
function closeIfStopping(server: Server): void {
  if (!server.listening) setImmediate(() => server.closeIdleConnections())
}

async function closeHttp(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  const cutOff = setTimeout(() => server.closeAllConnections(), stopGraceMs)
  await closed
  clearTimeout(cutOff)
}
