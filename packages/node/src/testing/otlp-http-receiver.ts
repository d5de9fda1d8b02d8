import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import {
  readTracesJson,
  writeStatusJson,
  writeStatusProto,
  writeTraceResponseJson,
  writeTraceResponseProto,
} from '@throughline/otlp'
import {
  decoded,
  decodedProto,
  listen,
  type OtlpAnswer,
  type OtlpReceiver,
  type OtlpRequest,
  plainBody,
  type ServerTls,
  secured,
} from './otlp-receiver.ts'

/** OTLP/HTTP on Node's own server, in the encoding of each request. */
export async function startHttpReceiver(tls?: ServerTls): Promise<OtlpReceiver> {
  const requests: OtlpRequest[] = []
  const answers: OtlpAnswer[] = []
  const sockets = new Set<Socket>()
  let connectionCount = 0
  const onRequest: RequestListener = async (request, response) => {
    const body = plainBody(await buffer(request), request.headers['content-encoding'])
    const isJson = request.headers['content-type'] === 'application/json'
    const traces = isJson ? decoded(readTracesJson(body.toString())) : decodedProto(body)
    requests.push({ headers: request.headers, traces })
    give(answers.shift() ?? { kind: 'take' }, isJson, request, response)
  }
  const server = tls === undefined ? createServer(onRequest) : createTlsServer(secured(tls), onRequest)
  server.on('connection', (socket: Socket) => {
    connectionCount++
    sockets.add(socket)
  })
  const port = await listen(server)
  const disconnect = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/v1/traces`,
    requests,
    answers,
    connectionCount: () => connectionCount,
    disconnect,
    close: async () => {
      disconnect()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function give(answer: OtlpAnswer, isJson: boolean, { socket }: IncomingMessage, response: ServerResponse): void {
  const contentType = { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' }
  const status = (code: number, message: string) =>
    isJson ? writeStatusJson({ code, message }) : writeStatusProto({ code, message })
  const success = (rejectedSpans: bigint, errorMessage: string) =>
    isJson
      ? writeTraceResponseJson({ rejectedSpans, errorMessage })
      : writeTraceResponseProto({ rejectedSpans, errorMessage })
  switch (answer.kind) {
    case 'take':
      response.writeHead(200, contentType).end(success(0n, ''))
      break
    case 'takePart':
      response.writeHead(200, contentType).end(success(answer.rejectedSpans, answer.message))
      break
    case 'takeAndBabble':
      response.writeHead(200, contentType).end('\xff'.repeat(100_000))
      break
    case 'busy':
      if (answer.delaySeconds !== undefined) response.setHeader('retry-after', String(answer.delaySeconds))
      response.writeHead(503, contentType).end(status(14, 'busy'))
      break
    case 'refuse':
      response.writeHead(400, contentType).end(status(3, answer.message))
      break
    case 'silent':
      break
    case 'cut':
      if (answer.isInside) response.writeHead(200, { 'content-length': '10' }).write('half', () => socket.destroy())
      else socket.destroy()
  }
}
