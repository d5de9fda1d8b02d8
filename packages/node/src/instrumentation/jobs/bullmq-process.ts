import { runInContext } from '../../trace/context-manager.ts'
import { creationContext } from '../messaging/message-headers.ts'
import { attempted, type Processing, runProcessing, startProcess } from '../messaging/messaging-span.ts'
import type { Method } from '../patch.ts'
import { bullmqTracer, headersOf, type Job } from './bullmq-context.ts'
import { type HasOptions, processOperation } from './bullmq-operations.ts'

interface Worker extends HasOptions {
  readonly name: string
}

/** `Worker.prototype.callProcessJob`: one attempt, by the app's function or by another process. */
export const tracedProcess = (original: Method): Method =>
  function callProcessJob(this: unknown, job: unknown, token: unknown, signal: unknown): unknown {
    const processing = attempted(() => start(this as Worker, job as Job))
    if (processing === undefined) return original.call(this, job, token, signal)
    return runProcessing(processing, async () => {
      try {
        return await original.call(this, job, token, signal)
      } catch (error) {
        if (isMove(error)) processing.span.end()
        throw error
      }
    })
  }

/** None where the app has BullMQ trace by itself. */
function start(worker: Worker, { id, name, attemptsMade, opts }: Job): Processing | undefined {
  if (bullmqTracer === undefined || worker.opts?.telemetry !== undefined) return undefined
  const details = {
    'messaging.message.id': String(id),
    'bullmq.job.name': String(name),
    'bullmq.job.attempts.made': Number(attemptsMade),
  }
  return startProcess(bullmqTracer, processOperation(worker, worker.name), details, headersOf(opts))
}

const MOVES = new Set(['DelayedError', 'RateLimitError', 'WaitingChildrenError', 'WaitingError'])

/** Thrown by a function that has put its job back: nothing failed. */
const isMove = (error: unknown): boolean =>
  error instanceof Error && (MOVES.has(error.name) || error.message === 'bullmq:rateLimitExceeded')

/** `ChildProcessor.prototype.start`, in the process that a worker hands its job to: the span is the worker's. */
export const tracedStart = (original: Method): Method =>
  function start(this: unknown, job: unknown, token: unknown): unknown {
    const context = attempted(() =>
      bullmqTracer === undefined ? undefined : creationContext(bullmqTracer, headersOf((job as Job).opts)),
    )
    const begin = () => original.call(this, job, token)
    return context === undefined ? begin() : runInContext(context, begin)
  }
