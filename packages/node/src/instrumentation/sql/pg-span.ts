import { type Context, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { maxCachedStatements } from '../../limits.ts'
import { shareAttributes } from '../../recorder/span-encoder.ts'
import { AttributeList, type SharedAttributes } from '../../trace/attributes.ts'
import { errorMessage, errorType } from '../../trace/exception.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'
import { describeStatement } from './sql.ts'

/** What we use of a client and of a pool's options. */
export interface PgTarget {
  readonly host?: unknown
  readonly port?: unknown
  readonly database?: unknown
}

interface KnownStatement {
  readonly name: string
  readonly attributes: SharedAttributes
}

/** A database on a server, and the statements that were run there; an app has few of the first, and some hundred of these. */
interface KnownDatabase {
  readonly attributes: SharedAttributes
  readonly statements: Map<string, KnownStatement>
}

/** Undefined while tracing is off: what was patched stays so. */
let tracer: RecordingTracer | undefined

export function setPgTracer(current: RecordingTracer | undefined): void {
  tracer = current
}

const databases = new Map<string, KnownDatabase>()
const databaseOf = new WeakMap<PgTarget, KnownDatabase>()

/** The span of a query; undefined while tracing is off. */
export function startQuerySpan(client: PgTarget, text: string, context: Context): RecordedSpan | undefined {
  if (tracer === undefined) return undefined
  const { name, attributes } = statementOf(knownDatabase(client), text)
  const span = tracer.startChild(name, SpanKind.CLIENT, parentIn(context))
  span.attributes.share(attributes)
  tracer.started(span, context)
  return span
}

export function startConnectSpan(name: string, context: Context): RecordedSpan | undefined {
  const parent = parentIn(context)
  // A pool that fills itself at start, outside of any request, would make traces of one span each.
  if (parent === undefined || tracer === undefined) return undefined
  const span = tracer.startChild(name, SpanKind.CLIENT, parent)
  tracer.started(span, context)
  return span
}

/** `target` is the client that is connected, or else what it was to connect to. */
export function endConnectSpan(span: RecordedSpan, target: PgTarget, error: unknown): void {
  span.attributes.share(knownDatabase(target).attributes)
  endPgSpan(span, error)
}

/** Ends the span with what was answered: an error, or nothing that matters. */
export function endPgSpan(span: RecordedSpan, error: unknown): void {
  if (error !== undefined && error !== null) noteFailure(span, error)
  span.end()
}

const sqlState = /^[0-9A-Z]{5}$/

function noteFailure(span: RecordedSpan, error: unknown): void {
  const type = errorType(error)
  span.note('error.type', type)
  if (sqlState.test(type)) span.note('db.response.status_code', type)
  span.recordException(error instanceof Error ? error : errorMessage(error))
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(error) })
}

function knownDatabase(target: PgTarget): KnownDatabase {
  let known = databaseOf.get(target)
  if (known === undefined) {
    known = databaseAt(target)
    databaseOf.set(target, known)
  }
  return known
}

function databaseAt({ host, port, database }: PgTarget): KnownDatabase {
  const key = `${host} ${port} ${database}`
  const known = databases.get(key) ?? { attributes: describe(host, port, database), statements: new Map() }
  databases.set(key, known)
  return known
}

function describe(host: unknown, port: unknown, database: unknown): SharedAttributes {
  const list = new AttributeList()
  list.add('db.system.name', 'postgresql')
  if (typeof database === 'string' && database !== '') list.add('db.namespace', database)
  if (typeof host === 'string' && host !== '') list.add('server.address', host)
  if (Number.isInteger(Number(port)) && Number(port) > 0) list.add('server.port', Number(port))
  return shareAttributes(list)
}

function statementOf({ attributes, statements }: KnownDatabase, text: string): KnownStatement {
  const known = statements.get(text)
  if (known !== undefined) return known
  const statement = describeForSpans(attributes, text)
  if (statements.size >= maxCachedStatements) statements.clear()
  statements.set(text, statement)
  return statement
}

function describeForSpans({ entries }: SharedAttributes, text: string): KnownStatement {
  const { operation, summary, textWithoutValues } = describeStatement(text)
  const list = new AttributeList()
  list.addAll(entries)
  list.add('db.operation.name', operation)
  list.add('db.query.summary', summary)
  list.add('db.query.text', textWithoutValues)
  return { name: summary, attributes: shareAttributes(list) }
}
