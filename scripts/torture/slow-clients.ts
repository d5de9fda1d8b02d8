import { once } from 'node:events'
import { connect } from 'node:net'
import type { Server } from '../../tests/harness/server.ts'

/** Ways to be slow: what is sent at once, what then comes a byte a second without end, and after how long that is cut off. */
export interface Slowness {
  readonly name: string
  readonly portOf: (server: Server) => number
  readonly atOnce: Buffer
  readonly byte: Buffer
  readonly cutOffMs: number
  /** What is left to hear; of HTTP/2 it is a frame, and nobody reads it. */
  readonly answer: string
}

const httpPort = ({ otlpHttpUrl }: Server): number => Number(new URL(otlpHttpUrl).port)
const grpcPort = ({ otlpGrpcAddress }: Server): number => Number(new URL(`http://${otlpGrpcAddress}`).port)

const httpHead = 'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
const refused = 'HTTP/1.1 408'

const prefaceOfHttp2 = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
const frame = (type: number, flags: number, stream: number, bytes: number): Buffer =>
  Buffer.from([bytes >> 16, bytes >> 8, bytes, type, flags, 0, 0, 0, stream])
const [DATA, HEADERS, SETTINGS, END_HEADERS] = [0, 1, 4, 4]
const emptySettings = frame(SETTINGS, 0, 0, 0)

/** Literal fields that no table remembers (RFC 7541, 6.2.2): all texts are shorter than 127 bytes. */
const hpack = (fields: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat(
    Object.entries(fields).flatMap(([name, value]) => [
      Buffer.from([0, name.length]),
      Buffer.from(name),
      Buffer.from([value.length]),
      Buffer.from(value),
    ]),
  )
const call = hpack({
  ':method': 'POST',
  ':scheme': 'http',
  ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  'content-type': 'application/grpc',
})

/**
 * By `headersTimeoutMs` and `requestTimeoutMs` of the server; of gRPC, once the connection has been idle for `keepAliveTimeoutMs`,
 * `requestTimeoutMs` more: of headers that do not end nobody is told.
 */
export const slownesses: readonly Slowness[] = [
  {
    name: 'headers of HTTP',
    portOf: httpPort,
    atOnce: Buffer.from(`${httpHead}X-Slow: `),
    byte: Buffer.from('a'),
    cutOffMs: 10_000,
    answer: refused,
  },
  {
    name: 'a body of HTTP',
    portOf: httpPort,
    atOnce: Buffer.from(`${httpHead}Content-Length: 10000\r\n\r\n`),
    byte: Buffer.from(' '),
    cutOffMs: 30_000,
    answer: refused,
  },
  {
    name: 'headers of gRPC',
    portOf: grpcPort,
    atOnce: Buffer.concat([prefaceOfHttp2, emptySettings, frame(HEADERS, END_HEADERS, 1, 10_000)]),
    byte: Buffer.from([0]),
    cutOffMs: 105_000,
    answer: '',
  },
  {
    // The call is cut off after 30 s; then it is as with headers.
    name: 'a message of gRPC',
    portOf: grpcPort,
    atOnce: Buffer.concat([
      prefaceOfHttp2,
      emptySettings,
      frame(HEADERS, END_HEADERS, 1, call.length),
      call,
      frame(DATA, 0, 1, 10_000),
    ]),
    byte: Buffer.from([0]),
    cutOffMs: 105_000,
    answer: '',
  },
]

export interface SlowClient {
  readonly slowness: Slowness
  readonly isGone: boolean
  /** After how long it was cut off, and what it heard. */
  readonly goneAfterMs: number
  readonly heard: string
  sendByte(): void
}

export async function openSlowClient(slowness: Slowness, server: Server): Promise<SlowClient> {
  const socket = connect(slowness.portOf(server), '127.0.0.1')
  await once(socket, 'connect')
  const startMs = performance.now()
  const client = { slowness, isGone: false, goneAfterMs: 0, heard: '', sendByte }
  socket.on('data', chunk => (client.heard += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  socket.on('close', () => {
    client.isGone = true
    client.goneAfterMs = performance.now() - startMs
  })
  function sendByte(): void {
    if (socket.writable) socket.write(slowness.byte)
  }
  socket.write(slowness.atOnce)
  return client
}
