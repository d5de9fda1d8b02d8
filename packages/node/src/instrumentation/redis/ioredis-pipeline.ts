import { noteInternalError } from '../../guard.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { Method } from '../patch.ts'
import {
  type Answered,
  databaseOf,
  type IoredisClient,
  type IoredisCommand,
  onAnswer,
  startSpan,
  tracer,
} from './ioredis-command.ts'
import { batchName, noteRedisFailure, type RedisTarget, startBatchSpan } from './redis-span.ts'

interface Pipeline extends Answered {
  readonly redis: IoredisClient
  readonly _queue: readonly IoredisCommand[]
  /** How many `MULTI` still wait for the `exec()` that is their `EXEC`, and sends nothing. */
  readonly _transactions: number
}

/** Those that have their span, or whose commands have theirs: `exec()` is called again for a transaction, and to retry. */
const seen = new WeakSet<Pipeline>()

/**
 * `Pipeline.prototype.sendCommand`, which queues a command. The pipelines that `enableAutoPipelining` makes by itself
 * hold commands of several requests, so each command has its own span.
 */
export const tracedQueue = (original: Method): Method =>
  function sendCommand(this: unknown, command: unknown): unknown {
    try {
      const pipeline = this as Pipeline
      if (isAutomatic(pipeline)) {
        seen.add(pipeline)
        startSpan(pipeline.redis, command as IoredisCommand)
      }
    } catch (error) {
      noteInternalError(error)
    }
    return original.call(this, command)
  }

function isAutomatic(pipeline: Pipeline): boolean {
  const { _autoPipelines: automatic } = pipeline.redis
  if (automatic === undefined || automatic.size === 0) return false
  for (const one of automatic.values()) if (one === pipeline) return true
  return false
}

/** `Pipeline.prototype.exec` with one span around all of its commands. */
export const tracedExec = (original: Method): Method =>
  function exec(this: unknown, ...args: unknown[]): unknown {
    try {
      traceOnce(this as Pipeline)
    } catch (error) {
      noteInternalError(error)
    }
    return Reflect.apply(original, this, args)
  }

function traceOnce(pipeline: Pipeline): void {
  const { redis, _queue, _transactions } = pipeline
  if (tracer === undefined || _transactions > 0 || _queue.length === 0 || seen.has(pipeline)) return
  seen.add(pipeline)
  const isMulti = _queue[0]?.name === 'multi'
  const names = (isMulti ? _queue.slice(1, -1) : _queue).map(({ name }) => name)
  const name = batchName(isMulti ? 'MULTI' : 'PIPELINE', names)
  const span = startBatchSpan(tracer, targetOf(redis), name, names.length)
  if (span !== undefined) onAnswer(pipeline, (error, results) => endSpan(span, error ?? errorIn(results)))
}

const targetOf = (redis: IoredisClient): RedisTarget =>
  redis.isCluster === true ? { address: undefined, port: undefined, database: 0 } : databaseOf(redis).target

function endSpan(span: RecordedSpan, error: unknown): void {
  if (error !== undefined) noteRedisFailure(span, error)
  span.end()
}

/** A pipeline itself does not fail: each of its commands has an error, or null, and a result. */
function errorIn(results: unknown): unknown {
  if (!Array.isArray(results)) return undefined
  const failed = results.find(result => Array.isArray(result) && result[0] instanceof Error)
  return failed?.[0]
}
