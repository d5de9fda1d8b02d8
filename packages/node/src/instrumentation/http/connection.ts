import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { shareAttributes } from '../../recorder/span-encoder.ts'
import { AttributeList, type SharedAttributes } from '../../trace/attributes.ts'
import { isKnownMethod } from './http-methods.ts'
import { splitHost } from './urls.ts'

/** What is remembered of a connection from one request to the next. */
export interface Connection {
  /** The headers that the last request had, and how many before it had the same. */
  host: string
  userAgent: string
  forwardedFor: string
  repeatCount: number
  /** What requests like that have in common, by method. */
  shared: Map<string, SharedAttributes>
  newest: ServerResponse | undefined
  /** Where a client does not wait for its answer before it asks again: those that may be open besides the newest. */
  earlier: ServerResponse[]
}

const CONNECTION = Symbol('throughline.connection')

type TracedSocket = Socket & { [CONNECTION]?: Connection }

/** The connection of `socket`; `onClosed` is told when it closes, before the app and Node itself are. */
export function connectionOf(socket: TracedSocket, onClosed: (connection: Connection) => void): Connection {
  return socket[CONNECTION] ?? remember(socket, onClosed)
}

export const newConnection = (): Connection => ({
  host: '',
  userAgent: '',
  forwardedFor: '',
  repeatCount: 0,
  shared: new Map(),
  newest: undefined,
  earlier: [],
})

function remember(socket: TracedSocket, onClosed: (connection: Connection) => void): Connection {
  const connection = newConnection()
  socket[CONNECTION] = connection
  // One listener for a connection, and none for each response: `finish` ends what is answered.
  socket.prependOnceListener('close', () => onClosed(connection))
  return connection
}

/** A response that is answered is not kept until the next: it would outlive what garbage collection takes for young. */
export function forget(socket: TracedSocket, response: ServerResponse): void {
  const connection = socket[CONNECTION]
  if (connection?.newest !== response) return
  connection.newest = undefined
  // Answers leave in the order of their requests, so those before it are out.
  if (connection.earlier.length > 0) connection.earlier = []
}

/** Encoding for others pays off from the fourth request on; behind a proxy, the next one is often of another client. */
const repeatsBeforeSharing = 2

/**
 * Adds the attributes that requests of one connection have in common, most often as one copy of bytes.
 *
 * Hot path: bench/request-overhead.
 */
export function addConnectionAttributes(list: AttributeList, connection: Connection, request: IncomingMessage): void {
  const { host = '', 'user-agent': userAgent = '' } = request.headers
  const forwardedFor = textOf(request.headers['x-forwarded-for'])
  if (connection.host !== host || connection.userAgent !== userAgent || connection.forwardedFor !== forwardedFor) {
    Object.assign(connection, { host, userAgent, forwardedFor, repeatCount: 0, shared: new Map() })
  } else if (++connection.repeatCount > repeatsBeforeSharing && isKnownMethod(request.method)) {
    list.share(connection.shared.get(request.method) ?? shareFor(connection, request.method, request))
    return
  }
  addAll(list, connection, request)
}

const textOf = (header: string | string[] | undefined): string => (typeof header === 'string' ? header : '')

function shareFor(connection: Connection, method: string, request: IncomingMessage) {
  const list = new AttributeList()
  addAll(list, connection, request)
  const shared = shareAttributes(list)
  connection.shared.set(method, shared)
  return shared
}

function addAll(list: AttributeList, { host, userAgent, forwardedFor }: Connection, request: IncomingMessage): void {
  const { method, socket } = request
  list.add('http.request.method', isKnownMethod(method) ? method : '_OTHER')
  if (!isKnownMethod(method)) list.add('http.request.method_original', method ?? '')
  list.add('url.scheme', 'encrypted' in socket ? 'https' : 'http')
  list.add('network.protocol.version', request.httpVersion)
  if (host !== '') addHost(list, host)
  if (userAgent !== '') list.add('user_agent.original', userAgent)
  if (socket.remoteAddress !== undefined) addPeer(list, socket.remoteAddress, forwardedFor)
}

function addHost(list: AttributeList, header: string): void {
  const { host, port } = splitHost(header)
  list.add('server.address', host)
  if (port !== undefined) list.add('server.port', port)
}

function addPeer(list: AttributeList, remoteAddress: string, forwardedFor: string): void {
  list.add('network.peer.address', remoteAddress)
  list.add('client.address', forwardedFor === '' ? remoteAddress : firstAddress(forwardedFor))
}

const firstAddress = (forwardedFor: string): string => (forwardedFor.split(',', 1)[0] ?? '').trim()
