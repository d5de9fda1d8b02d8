import { once } from 'node:events'
import type { Server } from 'node:net'
import { err, ok, type Result } from '@throughline/otlp'
import { type Address, formatAddress } from '../cli/address.ts'

/** An open port. */
export interface Listener {
  /** Where it really listens: the port the system chose, if it was asked to. */
  readonly address: Address
  /** Takes no more connections; resolves when the requests in flight are answered, or cut off after `stopGraceMs`. */
  close(): Promise<void>
}

/** Has `server` listen, and tells where it does. `flag` is the option that chose the address; an error names it. */
export async function openPort(server: Server, address: Address, flag: string): Promise<Result<Address>> {
  try {
    server.listen(address.port, address.host)
    await once(server, 'listening')
  } catch (error) {
    return err(explainBindError(error, address, flag))
  }
  const bound = server.address()
  const port = bound !== null && typeof bound === 'object' ? bound.port : address.port
  return ok({ host: address.host, port })
}

/** Why a port could not be opened, in one sentence that says what to change. */
function explainBindError(error: unknown, address: Address, flag: string): string {
  const text = error instanceof Error ? error.message : String(error)
  const remedy = `choose another with --${flag} HOST:PORT`
  if (text.includes('EADDRINUSE')) {
    return `Port ${address.port} on ${address.host} is taken; stop what listens there, or ${remedy}.`
  }
  if (text.includes('EACCES')) return `Port ${address.port} on ${address.host} is not allowed to this user; ${remedy}.`
  return `Cannot listen on ${formatAddress(address)} (${text}); ${remedy}.`
}
