import { type Context, SpanKind, SpanStatusCode, type TimeInput } from '@opentelemetry/api'
import type { SqlSystem } from '@throughline/otlp'
import { maxCachedStatements, maxKnownDatabases } from '../../limits.ts'
import { shareAttributes } from '../../recorder/span-encoder.ts'
import { AttributeList, type SharedAttributes } from '../../trace/attributes.ts'
import { isSuppressed } from '../../trace/context.ts'
import { errorMessage, errorType } from '../../trace/exception.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'
import { sdkVersion } from '../../version.ts'
import { describeStatement } from './sql.ts'

/** A database on a server, as far as it is known. */
export interface SqlTarget {
  readonly host?: unknown
  readonly port?: unknown
  readonly database?: unknown
}

/**
 * What is particular to a library.
 *
 * @typeParam C the objects that know what they are connected to
 */
export interface SqlLibrary<C extends object> {
  /** By the instrumentation's name: `pg`. */
  readonly name: string
  readonly system: SqlSystem
  readonly targetOf: (client: C) => SqlTarget
  /** `db.response.status_code`: what the database itself calls the error; undefined where it was not asked. */
  readonly statusOf: (error: object) => string | undefined
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

/**
 * The spans of a library that speaks SQL. Each statement is described and its attributes are encoded once.
 *
 * Hot path: bench/request-overhead, `calls`.
 */
export class SqlSpans<C extends object> {
  readonly #library: SqlLibrary<C>
  /** Undefined while tracing is off: what was patched stays so. */
  #tracer: RecordingTracer | undefined
  readonly #databases = new Map<string, KnownDatabase>()
  readonly #databaseOf = new WeakMap<C, KnownDatabase>()

  constructor(library: SqlLibrary<C>) {
    this.#library = library
  }

  /** The function that is returned turns them off. */
  turnOn(provider: RecordingTracerProvider): () => void {
    this.#tracer = provider.getTracer(`@throughline/node/${this.#library.name}`, sdkVersion)
    return () => {
      this.#tracer = undefined
    }
  }

  /** Whether queries have spans. */
  get isOn(): boolean {
    return this.#tracer !== undefined
  }

  /** The span of a query; undefined while tracing is off. */
  startQuery(client: C, text: string, context: Context, startTime?: TimeInput): RecordedSpan | undefined {
    const tracer = this.#tracer
    if (tracer === undefined || isSuppressed(context)) return undefined
    const { name, attributes } = this.#statementOf(this.#knownDatabase(client), text)
    const span = tracer.startChild(name, SpanKind.CLIENT, parentIn(context), startTime)
    span.attributes.share(attributes)
    tracer.started(span, context)
    return span
  }

  /** The span of a connection that somebody waits for. */
  startConnect(name: string, context: Context): RecordedSpan | undefined {
    const tracer = this.#tracer
    if (tracer === undefined || isSuppressed(context)) return undefined
    const parent = parentIn(context)
    // A pool that fills itself at start, outside of any request, would make traces of one span each.
    if (parent === undefined) return undefined
    const span = tracer.startChild(name, SpanKind.CLIENT, parent)
    tracer.started(span, context)
    return span
  }

  /** `client` is what is connected, or else what knows where it was to connect to. */
  endConnect(span: RecordedSpan, client: C, error: unknown): void {
    span.attributes.share(this.#knownDatabase(client).attributes)
    this.end(span, error)
  }

  /** Ends the span with what was answered: an error, or nothing that matters. */
  end(span: RecordedSpan, error: unknown): void {
    if (error !== undefined && error !== null) this.#noteFailure(span, error)
    span.end()
  }

  #noteFailure(span: RecordedSpan, error: unknown): void {
    const status = typeof error === 'object' && error !== null ? this.#library.statusOf(error) : undefined
    span.note('error.type', status ?? errorType(error))
    if (status !== undefined) span.note('db.response.status_code', status)
    span.recordException(error instanceof Error ? error : errorMessage(error))
    span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(error) })
  }

  #knownDatabase(client: C): KnownDatabase {
    let known = this.#databaseOf.get(client)
    if (known === undefined) {
      known = this.#databaseAt(this.#library.targetOf(client))
      this.#databaseOf.set(client, known)
    }
    return known
  }

  #databaseAt(target: SqlTarget): KnownDatabase {
    const key = `${target.host} ${target.port} ${target.database}`
    const known = this.#databases.get(key) ?? {
      attributes: describeTarget(this.#library.system, target),
      statements: new Map(),
    }
    if (this.#databases.size >= maxKnownDatabases) this.#databases.clear()
    this.#databases.set(key, known)
    return known
  }

  #statementOf({ attributes, statements }: KnownDatabase, text: string): KnownStatement {
    const known = statements.get(text)
    if (known !== undefined) return known
    const statement = describeForSpans(attributes, text, this.#library.system)
    if (statements.size >= maxCachedStatements) statements.clear()
    statements.set(text, statement)
    return statement
  }
}

function describeTarget(system: SqlSystem, { host, port, database }: SqlTarget): SharedAttributes {
  const list = new AttributeList()
  list.add('db.system.name', system)
  if (typeof database === 'string' && database !== '') list.add('db.namespace', database)
  if (typeof host === 'string' && host !== '') list.add('server.address', host)
  if (Number.isInteger(Number(port)) && Number(port) > 0) list.add('server.port', Number(port))
  return shareAttributes(list)
}

function describeForSpans({ entries }: SharedAttributes, text: string, system: SqlSystem): KnownStatement {
  const { operation, summary, textWithoutValues } = describeStatement(text, system)
  const list = new AttributeList()
  list.addAll(entries)
  list.add('db.operation.name', operation)
  list.add('db.query.summary', summary)
  list.add('db.query.text', textWithoutValues)
  return { name: summary, attributes: shareAttributes(list) }
}
