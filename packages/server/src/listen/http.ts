import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { err, ok, type Result } from '@throughline/otlp'
import { type Address, formatAddress } from '../cli/address.ts'
import { connectionsCheckMs, headersTimeoutMs, keepAliveTimeoutMs, requestTimeoutMs, stopGraceMs } from '../limits.ts'

/** An open port. */
export interface Listener {
  /** Where it really listens: the port the system chose, if it was asked to. */
  readonly address: Address
  /** Takes no more connections; resolves when the requests in flight are answered, or cut off after `stopGraceMs`. */
  close(): Promise<void>
}

/** `flag` is the option that chose the address; an error names it. */
export async function listenHttp(handler: RequestListener, address: Address, flag: string): Promise<Result<Listener>> {
  const options = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: connectionsCheckMs,
    keepAliveTimeout: keepAliveTimeoutMs,
  }
  const server = createServer(options, handler)
  server.on('request', (_request, response) => response.once('close', () => closeIfStopping(server)))
  try {
    server.listen(address.port, address.host)
    await once(server, 'listening')
  } catch (error) {
    return err(explainBindError(error, address, flag))
  }
  const bound = server.address()
  const port = bound !== null && typeof bound === 'object' ? bound.port : address.port
  return ok({ address: { host: address.host, port }, close: () => closeHttp(server) })
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

/** Why a port could not be opened, in one sentence that says what to change. */
export function explainBindError(error: unknown, address: Address, flag: string): string {
  const text = error instanceof Error ? error.message : String(error)
  const remedy = `choose another with --${flag} HOST:PORT`
  if (text.includes('EADDRINUSE')) {
    return `Port ${address.port} on ${address.host} is taken; stop what listens there, or ${remedy}.`
  }
  if (text.includes('EACCES')) return `Port ${address.port} on ${address.host} is not allowed to this user; ${remedy}.`
  return `Cannot listen on ${formatAddress(address)} (${text}); ${remedy}.`
}
