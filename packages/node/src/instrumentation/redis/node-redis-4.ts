import { noteInternalError } from '../../guard.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'
import type { Method } from '../patch.ts'
import {
  batchName,
  commandAttributes,
  firstError,
  noteRedisFailure,
  type RedisDatabase,
  redisDatabase,
  startBatchSpan,
  startCommandSpan,
} from './redis-span.ts'

/** What we use of a client of `@redis/client` 1 to 5.11. */
interface Client {
  readonly options?: {
    readonly database?: number
    readonly socket?: { readonly host?: string; readonly port?: number; readonly path?: string }
  }
  getPubSubListeners(type: string): unknown
}

/** Undefined while tracing is off: what was patched stays so. */
let tracer: RecordingTracer | undefined

export function setNodeRedisTracer(current: RecordingTracer | undefined): void {
  tracer = current
}

/** Of each queue of commands, where its client is connected to: the queue itself does not know. */
const databases = new WeakMap<object, RedisDatabase>()
let askedQueue: object | undefined

/** A client keeps its queue to itself; but asked for its listeners, it asks the queue. */
export const tracedListeners = (original: Method): Method =>
  function getPubSubListeners(this: unknown, type: unknown): unknown {
    askedQueue = this as object
    return original.call(this, type)
  }

export const tracedConnect = (original: Method): Method =>
  function connect(this: unknown): unknown {
    try {
      const client = this as Client
      client.getPubSubListeners('CHANNELS')
      if (askedQueue !== undefined) databases.set(askedQueue, databaseOf(client))
    } catch (error) {
      noteInternalError(error)
    }
    askedQueue = undefined
    return original.call(this)
  }

function databaseOf({ options }: Client): RedisDatabase {
  const { host, port, path } = options?.socket ?? {}
  const database = options?.database ?? 0
  return redisDatabase(
    path === undefined
      ? { address: host ?? 'localhost', port: port ?? 6379, database }
      : { address: path, port: undefined, database },
  )
}

const unknown = redisDatabase({ address: undefined, port: undefined, database: undefined })

/** While the commands of a batch are queued: they are a part of its span. */
let isInBatch = false

/** `addCommand` of the queue, where the commands of all ways to send one come together. */
export const tracedAddCommand = (original: Method): Method =>
  function addCommand(this: unknown, args: unknown, options: unknown, ...rest: unknown[]): unknown {
    const span = tryToStart(this as object, args as readonly unknown[], options)
    const answer = original.call(this, args, options, ...rest)
    return span === undefined ? answer : endWith(span, answer as Promise<unknown>, nothing)
  }

const nothing = (): undefined => undefined

function tryToStart(queue: object, args: readonly unknown[], options: unknown): RecordedSpan | undefined {
  // Those that are to come first, a client sends by itself when it is connected.
  if (tracer === undefined || isInBatch || (options as { asap?: boolean } | undefined)?.asap === true) return undefined
  try {
    const name = String(args[0])
    return startCommandSpan(tracer, name, commandAttributes(databases.get(queue) ?? unknown, name, args.length - 1))
  } catch (error) {
    noteInternalError(error)
    return undefined
  }
}

/** The promise in place of the one that is handed over: whoever does not handle it is told so, as without us. */
const endWith = (
  span: RecordedSpan,
  answer: Promise<unknown>,
  errorIn: (value: unknown) => unknown,
): Promise<unknown> =>
  answer.then(
    value => {
      end(span, errorIn(value))
      return value
    },
    error => {
      end(span, error)
      throw error
    },
  )

function end(span: RecordedSpan, error: unknown): void {
  if (error !== undefined) noteRedisFailure(span, error)
  span.end()
}

interface Batched {
  readonly args: readonly unknown[]
}

/** What sends a transaction or pipeline, whose commands are its first argument; it queues them all before it returns. */
export const tracedBatch =
  (operationOf: (args: readonly unknown[]) => 'MULTI' | 'PIPELINE') =>
  (original: Method): Method =>
    function executeBatch(this: unknown, ...args: unknown[]): unknown {
      const span = tryToStartBatch(this as Client, operationOf(args), args[0] as readonly Batched[])
      const wasInBatch = isInBatch
      isInBatch = true
      try {
        const answer = Reflect.apply(original, this, args)
        return span === undefined ? answer : endWith(span, answer as Promise<unknown>, firstError)
      } finally {
        isInBatch = wasInBatch
      }
    }

function tryToStartBatch(
  client: Client,
  operation: 'MULTI' | 'PIPELINE',
  commands: readonly Batched[],
): RecordedSpan | undefined {
  if (tracer === undefined) return undefined
  try {
    const names = commands.map(({ args }) => String(args[0]))
    return startBatchSpan(tracer, databaseOf(client).target, batchName(operation, names), commands.length)
  } catch (error) {
    noteInternalError(error)
    return undefined
  }
}
