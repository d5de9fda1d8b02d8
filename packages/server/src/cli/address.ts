import { err, ok, type Result } from '@throughline/otlp'

/** Where a listener binds. `host` has no brackets, also for IPv6; `port` 0 lets the system choose. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** Reads `127.0.0.1:4318`, `localhost:4318` or `[::1]:4318`. */
export function parseAddress(text: string): Result<Address> {
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<host>[^:[\]\s/]+)):(?<port>\d{1,5})$/.exec(text)
  const host = match?.groups?.v6 ?? match?.groups?.host
  const port = Number(match?.groups?.port)
  if (host === undefined) return err(`wants HOST:PORT, for example 127.0.0.1:4318, not "${text}"`)
  if (port > 65_535) return err(`wants a port from 0 to 65535, not ${port}`)
  return ok({ host, port })
}

export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** An address that a process on this machine can connect to: a wildcard listener is reached by loopback. */
export function reachableFromHere({ host, port }: Address): Address {
  if (host === '0.0.0.0') return { host: '127.0.0.1', port }
  if (host === '::') return { host: '::1', port }
  return { host, port }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
