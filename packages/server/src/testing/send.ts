import { once } from 'node:events'
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Address } from '../cli/address.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export interface Message {
  readonly method?: string
  /** Sent as it is: no client tidies the `..` out of it. */
  readonly path?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: Uint8Array | string
}

/** One request over a socket of its own, with nothing added that the test does not say. */
export async function send({ host, port }: Address, message: Message = {}): Promise<Answer> {
  const { method = 'GET', path = '/', headers = {}, body } = message
  const outgoing = request({ host, port, method, path, headers, agent: false })
  outgoing.end(body)
  const [incoming]: IncomingMessage[] = await once(outgoing, 'response')
  if (!incoming) throw new Error('no response')
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: await buffer(incoming) }
}
