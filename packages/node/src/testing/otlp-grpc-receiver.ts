import {
  createSecureServer,
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import { buffer } from 'node:stream/consumers'
import { ProtoWriter, writeTraceResponseProto } from '@throughline/otlp'
import {
  decodedProto,
  listen,
  type OtlpAnswer,
  type OtlpReceiver,
  type OtlpRequest,
  plainBody,
  type ServerTls,
  secured,
} from './otlp-receiver.ts'

export type RawAnswer = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void

/** OTLP/gRPC on Node's own HTTP/2 server, which can also be wrong in every way: `rawAnswers` go first. */
export async function startGrpcReceiver(tls?: ServerTls): Promise<OtlpReceiver & { readonly rawAnswers: RawAnswer[] }> {
  const requests: OtlpRequest[] = []
  const answers: OtlpAnswer[] = []
  const rawAnswers: RawAnswer[] = []
  const sessions = new Set<ServerHttp2Session>()
  let connectionCount = 0
  const server = tls === undefined ? createServer() : createSecureServer(secured(tls))
  server.on('session', session => {
    connectionCount++
    sessions.add(session)
  })
  server.on('stream', async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on('error', () => {})
    const raw = rawAnswers.shift()
    if (raw !== undefined) return raw(stream, headers)
    const message = await buffer(stream)
    const body = plainBody(message.subarray(5), message[0] === 1 ? String(headers['grpc-encoding']) : undefined)
    requests.push({ headers, traces: decodedProto(body) })
    give(answers.shift() ?? { kind: 'take' }, stream)
  })
  const port = await listen(server)
  const disconnect = () => {
    for (const session of sessions) session.destroy()
  }
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    answers,
    rawAnswers,
    connectionCount: () => connectionCount,
    disconnect,
    close: async () => {
      disconnect()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

const head: OutgoingHttpHeaders = { ':status': 200, 'content-type': 'application/grpc+proto' }

/** A message and its trailers, as in a success. */
export function giveMessage(stream: ServerHttp2Stream, message: Uint8Array, flag = 0): void {
  const prefix = Buffer.alloc(5)
  prefix.writeUInt8(flag, 0)
  prefix.writeUInt32BE(message.length, 1)
  stream.respond(head, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  stream.end(Buffer.concat([prefix, message]))
}

/** Only trailers, as in an error. */
export function giveStatus(stream: ServerHttp2Stream, code: number, message: string, details?: Uint8Array): void {
  const status: OutgoingHttpHeaders = { ...head, 'grpc-status': code, 'grpc-message': encodeURIComponent(message) }
  if (details !== undefined) status['grpc-status-details-bin'] = Buffer.from(details).toString('base64')
  stream.respond(status, { endStream: true })
}

/** A `google.rpc.Status` that says when to come back; see `exporter/grpc-retry-info.ts`. */
export function retryInfo(seconds: number): Uint8Array {
  const status = ProtoWriter.growing()
  const any = status.begin(3)
  status.string(1, 'type.googleapis.com/google.rpc.RetryInfo')
  const info = status.begin(2)
  const duration = status.begin(1)
  status.varint(1, seconds)
  for (const mark of [duration, info, any]) status.end(mark)
  return status.written()
}

function give(answer: OtlpAnswer, stream: ServerHttp2Stream): void {
  switch (answer.kind) {
    case 'take':
      giveMessage(stream, writeTraceResponseProto({ rejectedSpans: 0n, errorMessage: '' }))
      break
    case 'takePart':
      giveMessage(
        stream,
        writeTraceResponseProto({ rejectedSpans: answer.rejectedSpans, errorMessage: answer.message }),
      )
      break
    case 'takeAndBabble':
      giveMessage(stream, Buffer.alloc(100_000, 0xff))
      break
    case 'busy':
      giveStatus(stream, 14, 'busy', answer.delaySeconds === undefined ? undefined : retryInfo(answer.delaySeconds))
      break
    case 'refuse':
      giveStatus(stream, 3, answer.message)
      break
    case 'silent':
      break
    case 'cut':
      if (answer.isInside) {
        stream.respond(head)
        stream.write(Buffer.from([0, 0, 0]), () => stream.session?.destroy())
      } else stream.session?.destroy()
  }
}
