import type { Attributes } from '@opentelemetry/api'
import { noteInternalError } from '../guard.ts'
import { stackWithCauses } from './stack-with-causes.ts'
import { textOf } from './text.ts'

/** `exception.*` of whatever was thrown: in JavaScript that may be anything, its getters traps included. */
export function exceptionAttributes(thrown: unknown): Attributes {
  try {
    return describe(thrown)
  } catch (error) {
    noteInternalError(error)
    return { 'exception.type': '_OTHER' }
  }
}

function describe(thrown: unknown): Attributes {
  if (typeof thrown !== 'object' || thrown === null) return { 'exception.message': String(thrown) }
  const { name, message, stack, code } = thrown as Record<string, unknown>
  // The class, as the convention says, also where there is a code, which OpenTelemetry's SDK prefers.
  const attributes: Attributes = { 'exception.type': typeName(thrown, name, code) }
  if (message !== undefined) attributes['exception.message'] = textOf(message)
  if (stack !== undefined) attributes['exception.stacktrace'] = stackWithCauses(thrown, textOf(stack))
  return attributes
}

/** `error.type`: low in cardinality, so a code (`ECONNREFUSED`) or a class, never a message. */
export function errorType(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return '_OTHER'
  const { name, code } = thrown as Record<string, unknown>
  // An aborted fetch throws a DOMException, whose code is a number of old that tells nobody anything.
  return typeof code === 'string' ? code : typeName(thrown, name, code)
}

/** A subclass that does not set `name` still says `Error` there; its constructor knows better. */
function typeName(thrown: object, name: unknown, code: unknown): string {
  if (name !== undefined && name !== 'Error') return String(name)
  const constructorName = thrown.constructor?.name
  if (constructorName !== undefined && constructorName !== 'Object') return constructorName
  return String(name ?? code ?? '_OTHER')
}

export function errorMessage(thrown: unknown): string {
  return textOf(thrown instanceof Error ? thrown.message : thrown)
}
