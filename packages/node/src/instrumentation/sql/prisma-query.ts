import type { TimeInput } from '@opentelemetry/api'
import type { SqlSystem } from '@throughline/otlp'
import { activeContext } from '../../trace/context-manager.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { betterSqlite3Spans } from './better-sqlite3.ts'
import { pgSpans } from './pg-span.ts'
import { SqlSpans } from './sql-span.ts'

/** The attributes that Prisma has for a query, in which neither server nor database are named. */
export interface PrismaQuery {
  readonly 'db.system.name'?: unknown
  /** Of the engine of Prisma 6, which keeps to an older convention. */
  readonly 'db.system'?: unknown
  readonly 'db.query.text'?: unknown
}

/** A span that has been started, and whose spans it is one of. */
export interface QuerySpan {
  readonly spans: SqlSpans<object>
  readonly span: RecordedSpan
}

const spansOf = (system: SqlSystem) =>
  new SqlSpans<object>({ name: 'prisma', system, targetOf: () => ({}), statusOf: databaseCode })

export const prismaSpans: Readonly<Record<SqlSystem, SqlSpans<object>>> = {
  mysql: spansOf('mysql'),
  postgresql: spansOf('postgresql'),
  sqlite: spansOf('sqlite'),
}

interface PrismaError {
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: { readonly originalCode?: unknown } } }
}

/** The database's own code; that of the error is Prisma's. */
function databaseCode(error: object): string | undefined {
  const code = (error as PrismaError).meta?.driverAdapterError?.cause?.originalCode
  return typeof code === 'string' ? code : undefined
}

/** Drivers below adapters that have spans themselves, and better ones: with the server, and the wait for a connection. */
const drivers: Readonly<Record<DriverSystem, { readonly isOn: boolean }>> = {
  postgresql: pgSpans,
  sqlite: betterSqlite3Spans,
}
type DriverSystem = 'postgresql' | 'sqlite'

const loaded = new Set<unknown>()

export function noteDriver(system: DriverSystem): void {
  loaded.add(system)
}

/** Whether the query of an adapter has a span of its driver. Which driver that is no adapter says; an app has one a system. */
export const hasDriverSpan = ({ 'db.system.name': system }: PrismaQuery): boolean =>
  loaded.has(system) && drivers[system as DriverSystem].isOn

/** Whoever is connected to a database; nothing is known of any. */
const client = {}

/** Undefined for a system whose literals are not known, and while tracing is off. */
export function startQuerySpan(query: PrismaQuery, startTime?: TimeInput): QuerySpan | undefined {
  const { 'db.query.text': text, 'db.system.name': system = query['db.system'] } = query
  if (typeof text !== 'string') return undefined
  const spans: SqlSpans<object> | undefined = prismaSpans[system as SqlSystem]
  const span = spans?.startQuery(client, text, activeContext(), startTime)
  return span && { spans, span }
}
