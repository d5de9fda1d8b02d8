import { contextWithSpan } from '../../trace/context.ts'
import { activeContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'
import { KnownOperations } from '../messaging/messaging-operation.ts'
import {
  attempted,
  type Details,
  type Processing,
  runProcessing,
  startProcessBatch,
  startSend,
} from '../messaging/messaging-span.ts'
import type { Method } from '../patch.ts'

interface Job {
  readonly id?: unknown
  readonly retryCount?: unknown
}

/** Undefined while tracing is off: what was patched stays so. */
let tracer: RecordingTracer | undefined

export function setPgBossTracer(current: RecordingTracer | undefined): void {
  tracer = current
}

const sends = new KnownOperations(destination => ({ system: 'pg-boss', type: 'send', destination }))
const processes = new KnownOperations(destination => ({ system: 'pg-boss', type: 'process', destination }))

/** By which it starts what is scheduled. */
const isOwnQueue = (name: string): boolean => name.startsWith('__pgboss')

/** `Manager.prototype.createJob(request)`, until 11 `(name, data, options)`: what `send` and its kind come to. */
export const tracedCreateJob = (original: Method): Method =>
  function createJob(this: unknown, ...args: unknown[]): unknown {
    return sent(nameIn(args[0]), {}, () => original.apply(this, args))
  }

/** `Manager.prototype.insert(name, jobs, options)`, in 10 `(jobs, options)`. pg-boss goes by its name. */
export const tracedInsert = (original: Method): Method =>
  function insert(this: unknown, ...args: unknown[]): unknown {
    const jobs = args.find(Array.isArray) ?? []
    const name = typeof args[0] === 'string' ? args[0] : nameIn(jobs[0])
    return sent(name, { 'messaging.batch.message_count': jobs.length }, () => original.apply(this, args))
  }

/** `Manager.prototype.work(name, [options], callback)`; it goes by its name, too. */
export const tracedWork = (original: Method): Method =>
  function work(this: unknown, name: unknown, ...args: unknown[]): unknown {
    const wrapped = args.map(arg => (typeof arg === 'function' ? tracedHandler(String(name), arg as Method) : arg))
    return original.call(this, name, ...wrapped)
  }

const nameIn = (value: unknown): string => {
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : value
  return typeof name === 'string' ? name : ''
}

function sent(name: string, details: Details, send: () => unknown): unknown {
  const span = attempted(() =>
    tracer === undefined || isOwnQueue(name) ? undefined : startSend(tracer, sends.of(name), details)?.span,
  )
  if (span === undefined) return send()
  const context = contextWithSpan(activeContext(), span)
  return runProcessing({ span, context }, async () => withId(span, await send()))
}

/** No id where the job is one too many for its queue. */
function withId(span: RecordedSpan, result: unknown): unknown {
  if (typeof result === 'string') span.note('messaging.message.id', result)
  return result
}

const tracedHandler = (name: string, handler: Method): Method =>
  function (this: unknown, ...args: unknown[]): unknown {
    const processing = attempted(() => start(name, args[0]))
    const handle = () => handler.apply(this, args)
    return processing === undefined ? handle() : runProcessing(processing, async () => handle())
  }

function start(name: string, jobs: unknown): Processing | undefined {
  if (tracer === undefined || !Array.isArray(jobs) || isOwnQueue(name)) return undefined
  const [{ id, retryCount }, ...others] = jobs as [Job, ...Job[]]
  const details: Details =
    others.length > 0
      ? {}
      : {
          'messaging.message.id': String(id),
          'pgboss.job.retry_count': typeof retryCount === 'number' ? retryCount : undefined,
        }
  return startProcessBatch(tracer, processes.of(name), details, jobs.map(noHeaders))
}

const noHeaders = () => undefined
