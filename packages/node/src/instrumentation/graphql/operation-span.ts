import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { noteInternalError } from '../../guard.ts'
import { maxGraphqlErrors, maxStatementChars } from '../../limits.ts'
import { isSuppressed } from '../../trace/context.ts'
import { activeContext } from '../../trace/context-manager.ts'
import { errorMessage, errorType } from '../../trace/exception.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { parentIn, type RecordingTracer } from '../../trace/tracer.ts'
import type { TracedMessage } from '../traced-channel.ts'

/** What `execute()` is given. */
export interface Operation {
  readonly document: Document
  readonly operationName?: string | null | undefined
}
interface Document {
  readonly definitions: readonly Definition[]
  readonly loc?: { readonly source: { readonly body: string } }
}
interface Definition {
  readonly kind: string
  readonly operation?: string
  readonly name?: { readonly value: string }
}

/** The span of one operation; undefined where it is to have none. */
export function startOperationSpan(
  tracer: RecordingTracer,
  { document, operationName }: Operation,
): RecordedSpan | undefined {
  const context = activeContext()
  if (isSuppressed(context)) return undefined
  const chosen = document.definitions.find(
    ({ kind, name }) =>
      kind === 'OperationDefinition' && (typeof operationName !== 'string' || name?.value === operationName),
  )
  const type = chosen?.operation ?? 'GraphQL Operation'
  const name = chosen?.name?.value
  const span = tracer.startChild(name === undefined ? type : `${type} ${name}`, SpanKind.INTERNAL, parentIn(context))
  if (chosen !== undefined) span.attributes.add('graphql.operation.type', type)
  if (name !== undefined) span.attributes.add('graphql.operation.name', name)
  const text = textOf(document)
  if (text !== undefined) span.attributes.add('graphql.document', text)
  tracer.started(span, context)
  return span
}

/** Servers keep the documents that they have parsed. */
const texts = new WeakMap<Document, string>()

function textOf(document: Document): string | undefined {
  const known = texts.get(document)
  if (known !== undefined) return known
  const source = document.loc?.source.body
  if (typeof source !== 'string') return undefined
  const text = withoutLiterals(source.slice(0, maxStatementChars))
  texts.set(document, text)
  return text
}

// In this order, because each may contain what begins another: comments go, block strings, strings and numbers become `?`;
// what the length limit cut off reaches to the end.
const token =
  /(?<comment>#[^\n\r]*)|"""(?:\\"""|[\s\S])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*(?:"|$)|(?<![\w$])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi

/** GraphQL's lexical rules, 2.1: comments and literals may hold data of a person, names may not. */
export const withoutLiterals = (source: string): string =>
  source.replace(token, (_, comment: string | undefined) => (comment === undefined ? '?' : ''))

/** A resolver that fails is one of the errors of a result that else is fine. */
export function noteAnswer(span: RecordedSpan, { error, result }: TracedMessage): void {
  try {
    const errors = error === undefined ? errorsOf(result) : [error]
    for (const one of errors.slice(0, maxGraphqlErrors)) span.recordException(thrownOf(one))
    if (errors.length > 0) noteFailure(span, thrownOf(errors[0]))
  } catch (internal) {
    noteInternalError(internal)
  }
}

function errorsOf(result: unknown): readonly unknown[] {
  const errors = (result as { errors?: unknown } | undefined)?.errors
  return Array.isArray(errors) ? errors : []
}

/** What the resolver threw, which the error of GraphQL is put around. */
function thrownOf(error: unknown): Error | string {
  const { originalError } = error as { originalError?: unknown }
  const thrown = originalError ?? error
  return thrown instanceof Error ? thrown : errorMessage(thrown)
}

function noteFailure(span: RecordedSpan, thrown: Error | string): void {
  span.note('error.type', errorType(thrown))
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(thrown) })
}
