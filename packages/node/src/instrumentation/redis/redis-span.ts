import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { maxCachedStatements, maxRedisArguments } from '../../limits.ts'
import { shareAttributes } from '../../recorder/span-encoder.ts'
import { AttributeList, type SharedAttributes } from '../../trace/attributes.ts'
import { isSuppressed } from '../../trace/context.ts'
import { activeContext } from '../../trace/context-manager.ts'
import { errorMessage, errorType } from '../../trace/exception.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'

/** Where commands go. */
export interface RedisTarget {
  /** A host, or the path of a socket; undefined where it is not known. */
  readonly address: string | undefined
  readonly port: number | undefined
  readonly database: number | undefined
}

/** The attributes of the commands that were sent there, by name and number of arguments. */
export interface RedisDatabase {
  readonly target: RedisTarget
  readonly commands: Map<string, SharedAttributes[]>
}

const databases = new Map<string, RedisDatabase>()

export function redisDatabase(target: RedisTarget): RedisDatabase {
  const key = `${target.address} ${target.port} ${target.database}`
  const known = databases.get(key) ?? { target, commands: new Map() }
  databases.set(key, known)
  return known
}

/**
 * The span of one command; undefined where it is to have none. One that belongs to nothing has none: those are mostly what
 * libraries ask all the time, such as BullMQ's workers, and each would be a trace.
 *
 * Hot path: bench/request-overhead, `calls`.
 *
 * @param attributes those of `commandAttributes`; undefined where it is not known yet where it goes
 */
export function startCommandSpan(
  tracer: RecordingTracer,
  name: string,
  attributes: SharedAttributes | undefined,
): RecordedSpan | undefined {
  const context = activeContext()
  if (isSuppressed(context)) return undefined
  const parent = parentIn(context)
  if (parent === undefined) return undefined
  const span = tracer.startChild(name, SpanKind.CLIENT, parent)
  if (attributes !== undefined) span.attributes.share(attributes)
  tracer.started(span, context)
  return span
}

/** Attributes that say where a command goes, and what it is without its keys and values. */
export function commandAttributes(
  { target, commands }: RedisDatabase,
  name: string,
  argumentCount: number,
): SharedAttributes {
  let known = commands.get(name)
  if (known === undefined) {
    // Commands have few names, but those of modules and of `call()` are the app's to make up.
    if (commands.size >= maxCachedStatements) commands.clear()
    known = []
    commands.set(name, known)
  }
  const shown = Math.min(argumentCount, maxRedisArguments + 1)
  const attributes = known[shown] ?? describe(target, name, shown)
  known[shown] = attributes
  return attributes
}

function describe(target: RedisTarget, name: string, argumentCount: number): SharedAttributes {
  const list = listOf(target, name)
  list.add('db.query.text', textWithoutArguments(name, argumentCount))
  return shareAttributes(list)
}

/** docs/decisions/0016-no-keys-of-redis.md */
function textWithoutArguments(name: string, count: number): string {
  return count > maxRedisArguments ? `${name}${' ?'.repeat(maxRedisArguments)} …` : name + ' ?'.repeat(count)
}

function listOf({ address, port, database }: RedisTarget, operation: string): AttributeList {
  const list = new AttributeList()
  list.add('db.system.name', 'redis')
  list.add('db.operation.name', operation)
  if (database !== undefined) list.add('db.namespace', String(database))
  if (address !== undefined) list.add('server.address', address)
  if (port !== undefined) list.add('server.port', port)
  return list
}

/** The span of commands that are sent together: `PIPELINE`, or `MULTI` for a transaction. */
export function startBatchSpan(
  tracer: RecordingTracer,
  target: RedisTarget,
  operation: string,
  size: number,
): RecordedSpan | undefined {
  const context = activeContext()
  const parent = parentIn(context)
  if (parent === undefined || isSuppressed(context)) return undefined
  const span = tracer.startChild(operation, SpanKind.CLIENT, parent)
  span.attributes.addAll(listOf(target, operation).entries)
  // One is no batch, says the convention.
  if (size > 1) span.attributes.add('db.operation.batch.size', size)
  tracer.started(span, context)
  return span
}

/** `PIPELINE SET` where all commands of a batch are the same one. */
export function batchName(operation: 'MULTI' | 'PIPELINE', commands: Iterable<string>): string {
  const [first, ...others] = new Set(commands)
  return first === undefined || others.length > 0 ? operation : `${operation} ${first}`
}

/** The first that failed of what a batch is answered: errors among the results, which for a transaction are the last one. */
export function firstError(results: unknown): unknown {
  if (!Array.isArray(results)) return undefined
  return results.find(result => result instanceof Error) ?? firstError(results.at(-1))
}

const errorPrefix = /^[A-Z][A-Z0-9]+(?= |$)/

/** Answers that clients act upon: they load the script, or ask the node that the slot has moved to. */
const answersOfCourse = new Set(['NOSCRIPT', 'MOVED', 'ASK'])

/** An error of the server begins with its code: `WRONGTYPE Operation against a key…`. */
export function noteRedisFailure(span: RecordedSpan, error: unknown): void {
  const message = errorMessage(error)
  const code = errorPrefix.exec(message)?.[0]
  if (code !== undefined) span.note('db.response.status_code', code)
  if (code !== undefined && answersOfCourse.has(code)) return
  span.note('error.type', code ?? errorType(error))
  span.recordException(error instanceof Error ? error : message)
  span.setStatus({ code: SpanStatusCode.ERROR, message })
}
