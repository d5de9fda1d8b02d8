import { noteInternalError } from '../../guard.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'
import type { Method } from '../patch.ts'
import {
  commandAttributes,
  noteRedisFailure,
  type RedisDatabase,
  redisDatabase,
  startCommandSpan,
} from './redis-span.ts'

const SPAN = Symbol('throughline.span')

/** What we use of a client and of a cluster; `isCluster` is of the latter. */
export interface IoredisClient {
  readonly isCluster?: boolean
  readonly options: { readonly host?: unknown; readonly port?: unknown; readonly path?: unknown; readonly db?: unknown }
  /** What the connection has selected; null before there is one. */
  readonly condition?: { readonly select?: unknown } | null
  readonly _autoPipelines?: ReadonlyMap<string, unknown>
}

/** A command or a pipeline, which is answered by a call of one of these two. */
export interface Answered {
  resolve(value: unknown): void
  reject(error: unknown): void
}

export interface IoredisCommand extends Answered {
  readonly name: string
  readonly args: readonly unknown[]
  /** Its place in a pipeline. */
  readonly pipelineIndex?: number
  /** Null: it is to have none, also when it comes again. */
  [SPAN]?: RecordedSpan | null
}

/** Undefined while tracing is off: what was patched stays so. */
export let tracer: RecordingTracer | undefined

export function setIoredisTracer(current: RecordingTracer | undefined): void {
  tracer = current
}

/**
 * `sendCommand` of a client or a cluster, with a span around what is sent. A command may come again: from the queue of
 * those that wait for the connection, from a cluster to one of its nodes, and to another node when a slot has moved.
 */
export const tracedSendCommand = (original: Method): Method =>
  function sendCommand(this: unknown, command: unknown, stream: unknown, ...rest: unknown[]): unknown {
    traceCommand(this as IoredisClient, command as IoredisCommand)
    return original.call(this, command, stream, ...rest)
  }

function traceCommand(client: IoredisClient, command: IoredisCommand): void {
  try {
    // In a pipeline, it is a part of that one's span, unless it has its own already.
    if (command.pipelineIndex === undefined) startSpan(client, command)
    const span = command[SPAN]
    // A cluster does not know which node it will be: the node itself does.
    if (span && client.isCluster !== true && span.attributes.shared === undefined) {
      span.attributes.share(attributesOf(client, command))
    }
  } catch (error) {
    noteInternalError(error)
  }
}

/** Hot path: bench/request-overhead, `calls`. */
export function startSpan(client: IoredisClient, command: IoredisCommand): void {
  if (tracer === undefined || command[SPAN] !== undefined) return
  const attributes = client.isCluster === true ? undefined : attributesOf(client, command)
  const span = startCommandSpan(tracer, command.name, attributes)
  command[SPAN] = span ?? null
  if (span === undefined) return
  onAnswer(command, error => {
    if (error !== undefined) noteRedisFailure(span, error)
    span.end()
  })
}

const attributesOf = (client: IoredisClient, { name, args }: IoredisCommand) =>
  commandAttributes(databaseOf(client), name, args.length)

/** By the command's own functions, not its promise: one that nobody handles stays so, and nothing waits for another tick. */
export function onAnswer(answered: Answered, end: (error: unknown, value: unknown) => void): void {
  const { resolve, reject } = answered
  answered.resolve = value => {
    end(undefined, value)
    resolve.call(answered, value)
  }
  answered.reject = error => {
    end(error, undefined)
    reject.call(answered, error)
  }
}

const known = new WeakMap<IoredisClient, { readonly index: unknown; readonly database: RedisDatabase }>()

export function databaseOf(client: IoredisClient): RedisDatabase {
  const index = client.condition?.select ?? client.options.db
  const last = known.get(client)
  if (last !== undefined && last.index === index) return last.database
  const database = redisDatabase(targetOf(client, index))
  known.set(client, { index, database })
  return database
}

function targetOf({ options: { host, port, path } }: IoredisClient, index: unknown) {
  const database = Number(index ?? 0)
  return typeof path === 'string' && path !== ''
    ? { address: path, port: undefined, database }
    : { address: typeof host === 'string' ? host : 'localhost', port: Number(port ?? 6379), database }
}
