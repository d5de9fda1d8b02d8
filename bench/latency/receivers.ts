import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { startChild } from '../support/child.ts'
import { arrived, settled, startReceiver } from '../support/receiving.ts'

/** Where spans go, or do not. */
export interface Destination {
  readonly url: string
  /** Called before what is measured. */
  settled(): Promise<void>
  /** How many spans arrived. Fails if nobody tried to send any. */
  received(expected: number): Promise<number>
  stop(): Promise<void>
}

export const receiverKinds = ['fine', 'down', 'silent', 'unavailable'] as const
export type ReceiverKind = (typeof receiverKinds)[number]

export const startDestination = async (kind: ReceiverKind): Promise<Destination> => {
  if (kind === 'fine') return startFine()
  return kind === 'down' ? startDown() : startBad(kind)
}

const startFine = async (): Promise<Destination> => {
  // It gives way to the load: what it takes from that core would be measured as latency.
  const receiver = await startReceiver('background')
  return {
    url: receiver.url,
    settled: () => settled(receiver),
    received: expected => arrived(receiver, expected),
    stop: receiver.stop,
  }
}

/** A port that was free a moment ago: connections to it are refused. */
const startDown = async (): Promise<Destination> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return { url: `http://127.0.0.1:${port}`, settled: async () => {}, received: async () => 0, stop: async () => {} }
}

const startBad = async (kind: 'silent' | 'unavailable'): Promise<Destination> => {
  const { url, ask, stop } = await startChild('background', ['latency/bad-receiver.ts', kind], process.env)
  return {
    url,
    settled: async () => {},
    async received(expected) {
      if (expected > 0) assert.notEqual(await ask('asked'), 0, `nothing was sent to the ${kind} receiver`)
      return 0
    },
    stop,
  }
}
