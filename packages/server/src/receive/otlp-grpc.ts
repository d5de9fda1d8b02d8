import { type handleUnaryCall, Server, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js'
import { readTracesProto, writeTraceResponseProto } from '@throughline/otlp'
import type { TransportCounts } from '../health/counters.ts'
import { requestBodyBytes } from '../limits.ts'
import type { Admission } from '../pipeline/admit.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import { accept, count } from './accept.ts'
import { busy } from './body.ts'
import type { ByteBudget } from './byte-budget.ts'
import { refuse, type Step } from './refusal.ts'

type ExportHandler = handleUnaryCall<Buffer, Buffer>

const collector = '/opentelemetry.proto.collector'
const signalsToCome = new Map([
  [`${collector}.metrics.v1.MetricsService/Export`, 'Metrics'],
  [`${collector}.logs.v1.LogsService/Export`, 'Logs'],
  [`${collector}.profiles.v1development.ProfilesService/Export`, 'Profiles'],
])

/** OTLP/gRPC: the trace service's one method. Messages stay bytes for gRPC, so that both transports share one reader. */
export function otlpGrpc(pipeline: Pipeline, counts: TransportCounts, budget: ByteBudget): Server {
  const server = new Server({
    'grpc.max_receive_message_length': requestBodyBytes,
    interceptors: [countUnheard(counts)],
  })
  const register = (path: string, handler: ExportHandler) => server.register(path, handler, keep, keep, 'unary')
  register(`${collector}.trace.v1.TraceService/Export`, exportTraces(pipeline, counts, budget))
  for (const [path, signal] of signalsToCome) register(path, refuseSignal(signal, counts))
  return server
}

const keep = (bytes: Buffer): Buffer => bytes

function exportTraces(pipeline: Pipeline, counts: TransportCounts, budget: ByteBudget): ExportHandler {
  return ({ request }, callback) => {
    const reservation = budget.open()
    const step = reservation.grow(request.length) ? accept(readTracesProto(request), pipeline) : Promise.resolve(busy())
    step
      .catch((error: unknown) => refuse('internal', `The server failed: ${String(error)}`))
      .then(received => answer(received, counts, callback))
      .finally(reservation.release)
  }
}

function refuseSignal(signal: string, counts: TransportCounts): ExportHandler {
  const step = refuse('not_received_yet', `${signal} are not received yet; traces are.`)
  return (_call, callback) => answer(step, counts, callback)
}

function answer(step: Step<Admission>, counts: TransportCounts, callback: Parameters<ExportHandler>[1]): void {
  count(counts, step)
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
