import { contextWithSpan } from '../../trace/context.ts'
import { activeContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { attempted, type Details, runProcessing, startSend } from '../messaging/messaging-span.ts'
import type { Method } from '../patch.ts'
import { bullmqTracer, type Job } from './bullmq-context.ts'
import { type HasOptions, sendOperation } from './bullmq-operations.ts'

interface Queue extends HasOptions {
  readonly name: string
}
interface Flow {
  readonly name?: unknown
  readonly queueName?: unknown
}

/** `Queue.prototype.add` */
export const tracedAdd = (original: Method): Method =>
  function add(this: unknown, name: unknown, data: unknown, opts: unknown): unknown {
    const queue = this as Queue
    return sent(
      queue,
      queue.name,
      { 'bullmq.job.name': textOf(name) },
      () => original.call(this, name, data, opts),
      result => (result as Job | undefined)?.id,
    )
  }

/** `Queue.prototype.addBulk` */
export const tracedAddBulk = (original: Method): Method =>
  function addBulk(this: unknown, jobs: unknown): unknown {
    const queue = this as Queue
    return sent(queue, queue.name, batchOf(jobs), () => original.call(this, jobs))
  }

/** `FlowProducer.prototype.add`: the jobs of a flow may be in many queues; its root says what it is for. */
export const tracedAddFlow = (original: Method): Method =>
  function add(this: unknown, flow: unknown, opts: unknown): unknown {
    const { name, queueName } = (flow ?? {}) as Flow
    return sent(
      this as HasOptions,
      textOf(queueName),
      { 'bullmq.job.name': textOf(name) },
      () => original.call(this, flow, opts),
      result => (result as { job: Job } | undefined)?.job.id,
    )
  }

/** `FlowProducer.prototype.addBulk` */
export const tracedAddFlows = (original: Method): Method =>
  function addBulk(this: unknown, flows: unknown): unknown {
    return sent(this as HasOptions, sharedQueue(flows), batchOf(flows), () => original.call(this, flows))
  }

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const batchOf = (jobs: unknown): Details => ({
  'messaging.batch.message_count': Array.isArray(jobs) ? jobs.length : undefined,
})

function sharedQueue(flows: unknown): string | undefined {
  const names = new Set(Array.isArray(flows) ? flows.map((flow: Flow | undefined) => flow?.queueName) : [])
  return names.size === 1 ? textOf([...names][0]) : undefined
}

/** The jobs take the context from where they are stored, within `send` (`bullmq-context.ts`). */
function sent(
  owner: HasOptions,
  destination: string | undefined,
  details: Details,
  send: () => unknown,
  idIn?: (result: unknown) => unknown,
): unknown {
  const span = attempted(() => startSpan(owner, destination, details))
  if (span === undefined) return send()
  const context = contextWithSpan(activeContext(), span)
  return runProcessing({ span, context }, () => {
    const result = send()
    return idIn !== undefined && result instanceof Promise ? result.then(value => withId(span, value, idIn)) : result
  })
}

/** None where the app has BullMQ trace by itself. */
function startSpan(owner: HasOptions, destination: string | undefined, details: Details): RecordedSpan | undefined {
  if (bullmqTracer === undefined || owner.opts?.telemetry !== undefined) return undefined
  return startSend(bullmqTracer, sendOperation(owner, destination), details)?.span
}

function withId(span: RecordedSpan, value: unknown, idIn: (result: unknown) => unknown): unknown {
  attempted(() => {
    const id = idIn(value)
    if (typeof id === 'string') span.note('messaging.message.id', id)
  })
  return value
}
