import type { TestContext } from 'node:test'
import { type handleUnaryCall, type Metadata, Server, ServerCredentials, type sendUnaryData } from '@grpc/grpc-js'

export interface ReceivedCall {
  readonly path: string
  readonly metadata: Metadata
  readonly message: Buffer
}

/** OTLP/gRPC on the official library. */
export interface GrpcReceiver {
  readonly url: string
  readonly calls: readonly ReceivedCall[]
  /** How the next calls are answered; at first, with no byte. */
  answer: (callback: sendUnaryData<Buffer>) => void
}

const collector = '/opentelemetry.proto.collector'
const paths = [
  `${collector}.trace.v1.TraceService/Export`,
  `${collector}.metrics.v1.MetricsService/Export`,
  `${collector}.logs.v1.LogsService/Export`,
  `${collector}.profiles.v1development.ProfilesService/Export`,
]

export async function startGrpcReceiver(
  t: TestContext,
  credentials = ServerCredentials.createInsecure(),
): Promise<GrpcReceiver> {
  const calls: ReceivedCall[] = []
  const server = new Server()
  const receiver = { url: '', calls, answer: (callback: sendUnaryData<Buffer>) => callback(null, Buffer.alloc(0)) }
  for (const path of paths) {
    const handler: handleUnaryCall<Buffer, Buffer> = ({ metadata, request }, callback) => {
      calls.push({ path, metadata, message: request })
      receiver.answer(callback)
    }
    server.register(path, handler, keep, keep, 'unary')
  }
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error === null ? resolve(bound) : reject(error))),
  )
  t.after(() => server.forceShutdown())
  receiver.url = `http://127.0.0.1:${port}`
  return receiver
}

const keep = (bytes: Buffer): Buffer => bytes
