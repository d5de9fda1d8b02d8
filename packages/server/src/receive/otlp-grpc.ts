import { type handleUnaryCall, Server, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js'
import { readSpanBatch, writeTraceResponseProto } from '@throughline/otlp'
import type { TransportCounts } from '../health/counters.ts'
import { requestBodyBytes } from '../limits.ts'
import type { Admission } from '../pipeline/admit.ts'
import { busy } from './body.ts'
import { accept, conclude, count, type Receiver } from './receiver.ts'
import { refuse, type Step } from './refusal.ts'

type ExportHandler = handleUnaryCall<Buffer, Buffer>

const collector = '/opentelemetry.proto.collector'
const signalsToCome = new Map([
  [`${collector}.metrics.v1.MetricsService/Export`, 'Metrics'],
  [`${collector}.logs.v1.LogsService/Export`, 'Logs'],
  [`${collector}.profiles.v1development.ProfilesService/Export`, 'Profiles'],
])

/** OTLP/gRPC: the trace service's one method. Messages stay bytes for gRPC, so that both transports share one reader. */
export function otlpGrpc(receiver: Receiver): Server {
  const server = new Server({
    'grpc.max_receive_message_length': requestBodyBytes,
    interceptors: [countUnheard(receiver.counts)],
  })
  const register = (path: string, handler: ExportHandler) => server.register(path, handler, keep, keep, 'unary')
  register(`${collector}.trace.v1.TraceService/Export`, exportTraces(receiver))
  for (const [path, signal] of signalsToCome) register(path, refuseSignal(signal, receiver))
  return server
}

const keep = (bytes: Buffer): Buffer => bytes

function exportTraces(receiver: Receiver): ExportHandler {
  return async ({ request }, callback) => {
    const reservation = receiver.budget.open()
    const fits = reservation.grow(request.length)
    const step = await conclude(fits ? receive(request, receiver) : Promise.resolve(busy()), receiver)
    reservation.release()
    answer(step, callback)
  }
}

async function receive(message: Uint8Array, receiver: Receiver): Promise<Step<Admission>> {
  return accept(readSpanBatch(message), receiver)
}

function refuseSignal(signal: string, { counts }: Receiver): ExportHandler {
  const step = refuse('not_received_yet', `${signal} are not received yet; traces are.`)
  return (_call, callback) => {
    count(counts, step)
    answer(step, callback)
  }
}

function answer(step: Step<Admission>, callback: Parameters<ExportHandler>[1]): void {
  if (!step.ok) {
    callback({ code: step.refusal.rpcCode, details: step.refusal.message })
    return
  }
  const { rejectedSpans, errorMessage } = step.value
  callback(null, Buffer.from(writeTraceResponseProto({ rejectedSpans: BigInt(rejectedSpans), errorMessage })))
}

/**
 * gRPC's library answers by itself when a message is too large, its compression broken, or the call cancelled: no
 * handler hears of it. Such a call ends without a message, which is all that can be known about it here.
 */
function countUnheard(counts: TransportCounts): ServerInterceptor {
  return (_method, call) => {
    let heard = false
    const onReceiveMessage = (message: unknown, next: (message: unknown) => void) => {
      heard = true
      next(message)
    }
    const onCancel = () => {
      if (!heard) counts.refusedRequests.incomplete++
    }
    return new ServerInterceptingCall(call, { start: next => next({ onReceiveMessage, onCancel }) })
  }
}
