import type { KeyValue } from '@throughline/otlp'
import { textOf } from '../attribute-text.ts'

/** Where the name of the other side may stand, the best first, and the port that belongs to an address. */
const candidates: readonly (readonly [address: string, port?: string])[] = [
  ['peer.service'],
  ['server.address'],
  ['net.peer.name'],
  ['network.peer.address', 'network.peer.port'],
  ['server.socket.domain'],
  ['server.socket.address', 'server.socket.port'],
  ['net.sock.peer.name'],
  ['net.sock.peer.addr', 'net.sock.peer.port'],
  ['peer.hostname'],
  ['peer.address'],
  ['db.name'],
]

/** Without it Zipkin draws no line between two services. */
export function remoteNameOf(attributes: readonly KeyValue[]): string | undefined {
  const texts = new Map(attributes.map(({ key, value }) => [key, textOf(value)]))
  for (const [address, port = ''] of candidates) {
    const name = texts.get(address)
    if (name === undefined) continue
    const portText = texts.get(port)
    return portText === undefined ? name : `${name}:${portText}`
  }
  return undefined
}
