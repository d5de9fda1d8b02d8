import { type handleUnaryCall, Metadata, Server, ServerCredentials, type sendUnaryData, status } from '@grpc/grpc-js'
import { writeTraceResponseProto } from '@throughline/otlp'
import { retryInfo } from './otlp-grpc-receiver.ts'
import { decodedProto, type OtlpAnswer, type OtlpReceiver, type OtlpRequest } from './otlp-receiver.ts'

/** OTLP/gRPC on the official library: the judge of whether our client speaks gRPC. */
export async function startGrpcJsReceiver(): Promise<OtlpReceiver> {
  const requests: OtlpRequest[] = []
  const answers: OtlpAnswer[] = []
  const peers = new Set<string>()
  const server = new Server()
  const exportTraces: handleUnaryCall<Buffer, Buffer> = (call, callback) => {
    peers.add(call.getPeer())
    requests.push({ headers: plainMetadata(call.metadata), traces: decodedProto(call.request) })
    give(answers.shift() ?? { kind: 'take' }, callback, disconnect)
  }
  server.register('/opentelemetry.proto.collector.trace.v1.TraceService/Export', exportTraces, keep, keep, 'unary')
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  )
  const disconnect = () => server.drain(`127.0.0.1:${port}`, 0)
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answers,
    connectionCount: () => peers.size,
    disconnect,
    close: async () => server.forceShutdown(),
  }
}

const keep = (bytes: Buffer): Buffer => bytes

const plainMetadata = (metadata: Metadata): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata.getMap()).map(([key, value]) => [key, String(value)]))

function give(answer: OtlpAnswer, callback: sendUnaryData<Buffer>, disconnect: () => void): void {
  const succeed = (rejectedSpans: bigint, errorMessage: string) =>
    callback(null, Buffer.from(writeTraceResponseProto({ rejectedSpans, errorMessage })))
  switch (answer.kind) {
    case 'take':
      succeed(0n, '')
      break
    case 'takePart':
      succeed(answer.rejectedSpans, answer.message)
      break
    case 'takeAndBabble':
      callback(null, Buffer.alloc(100_000, 0xff))
      break
    case 'busy':
      callback({ code: status.UNAVAILABLE, details: 'busy', metadata: whenToReturn(answer.delaySeconds) })
      break
    case 'refuse':
      callback({ code: status.INVALID_ARGUMENT, details: answer.message })
      break
    case 'silent':
      break
    case 'cut':
      disconnect()
  }
}

function whenToReturn(delaySeconds: number | undefined): Metadata {
  const metadata = new Metadata()
  if (delaySeconds !== undefined) metadata.set('grpc-status-details-bin', Buffer.from(retryInfo(delaySeconds)))
  return metadata
}
