import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { noteInternalError } from '../../guard.ts'
import { maxCachedStatements } from '../../limits.ts'
import { shareAttributes } from '../../recorder/span-encoder.ts'
import { AttributeList, type SharedAttributes } from '../../trace/attributes.ts'
import { isSuppressed } from '../../trace/context.ts'
import { activeContext } from '../../trace/context-manager.ts'
import { errorMessage, errorType } from '../../trace/exception.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'

export interface MongodbConnection {
  /** `host:port`, or the path of a socket. */
  readonly address: string
}
export interface MongodbNamespace {
  readonly db: string
  readonly collection?: string
}
type Command = Readonly<Record<string, unknown>>

/** How a driver meets its servers, and goes on to ask how they are. */
const handshakes = new Set(['hello', 'ismaster', 'isMaster', 'saslStart', 'saslContinue', 'authenticate'])

/** They make no trace of their own: what a driver does when it ends, and how change streams wait. */
const quietCommands = new Set(['endSessions', 'ping', 'getMore', 'killCursors'])

/** The span of one command; undefined where it is to have none. */
export function startMongodbSpan(
  tracer: RecordingTracer,
  { address }: MongodbConnection,
  { db, collection }: MongodbNamespace,
  command: Command,
): RecordedSpan | undefined {
  // The first key is the name, as MongoDB itself reads it.
  const [operation] = Object.keys(command)
  const context = activeContext()
  if (operation === undefined || handshakes.has(operation) || isSuppressed(context)) return undefined
  const parent = parentIn(context)
  if (parent === undefined && quietCommands.has(operation)) return undefined
  const target = { address, db, operation, collection: collectionOf(collection, operation, command) }
  const span = tracer.startChild(nameOf(target), SpanKind.CLIENT, parent)
  span.attributes.share(attributesOf(target))
  const size = batchSize(command)
  if (size > 1) span.attributes.add('db.operation.batch.size', size)
  tracer.started(span, context)
  return span
}

/** Commands that some versions of the driver send with the namespace of their database only. */
const ofCollections = new Set(['aggregate', 'count', 'distinct', 'createIndexes', 'listIndexes', 'create', 'drop'])

/** Not just any command's value: of `createUser` it is a name. */
function collectionOf(collection: string | undefined, operation: string, command: Command): string | undefined {
  if (collection !== undefined && collection !== '$cmd') return collection
  const value = ofCollections.has(operation) ? command[operation] : undefined
  return typeof value === 'string' ? value : undefined
}

interface Target {
  readonly address: string
  readonly db: string
  readonly operation: string
  readonly collection: string | undefined
}

const nameOf = ({ operation, collection }: Target): string =>
  collection === undefined ? operation : `${operation} ${collection}`

const described = new Map<string, SharedAttributes>()

function attributesOf(target: Target): SharedAttributes {
  const key = `${target.address} ${target.db} ${nameOf(target)}`
  const known = described.get(key)
  if (known !== undefined) return known
  // Apps that have a collection for each customer would else fill it for ever.
  if (described.size >= maxCachedStatements) described.clear()
  const attributes = describe(target)
  described.set(key, attributes)
  return attributes
}

function describe({ address, db, operation, collection }: Target): SharedAttributes {
  const list = new AttributeList()
  list.add('db.system.name', 'mongodb')
  list.add('db.namespace', db)
  list.add('db.operation.name', operation)
  if (collection !== undefined) list.add('db.collection.name', collection)
  const [, host = address, port] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? []
  list.add('server.address', host)
  if (port !== undefined) list.add('server.port', Number(port))
  return shareAttributes(list)
}

/** `insert`, `update` and `delete` take several at once, which today's drivers hold in a `DocumentSequence`. */
function batchSize({ documents, updates, deletes }: Command): number {
  const batch = documents ?? updates ?? deletes
  const items = Array.isArray(batch) ? batch : (batch as { documents?: unknown } | undefined)?.documents
  return Array.isArray(items) ? items.length : 1
}

export function endMongodbSpan(span: RecordedSpan, error: unknown, result: unknown): void {
  try {
    const failure = error ?? writeError(result)
    if (failure !== undefined) noteFailure(span, failure)
  } catch (internal) {
    noteInternalError(internal)
  }
  span.end()
}

interface WriteError {
  readonly code?: unknown
  readonly errmsg?: unknown
}

/** What of the driver's lazy answers we ask: `lib/cmap/wire_protocol/responses.ts`. */
interface LazyAnswer {
  has(name: string): boolean
  toObject(): { readonly writeErrors?: readonly WriteError[] }
}

/** A write that is refused, as for a duplicate key, is no failed command: its answer has a list of errors. */
function writeError(result: unknown): WriteError | undefined {
  if (typeof result !== 'object' || result === null) return undefined
  if (typeof (result as LazyAnswer).has !== 'function')
    return (result as { writeErrors?: WriteError[] }).writeErrors?.[0]
  const lazy = result as LazyAnswer
  return lazy.has('writeErrors') ? lazy.toObject().writeErrors?.[0] : undefined
}

function noteFailure(span: RecordedSpan, error: unknown): void {
  const { code, errmsg } = error as WriteError
  const message = errmsg === undefined ? errorMessage(error) : String(errmsg)
  if (typeof code === 'number') span.note('db.response.status_code', String(code))
  span.note('error.type', typeof code === 'number' ? String(code) : errorType(error))
  span.recordException(error instanceof Error ? error : message)
  span.setStatus({ code: SpanStatusCode.ERROR, message })
}
