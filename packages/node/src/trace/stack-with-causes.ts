import { noteInternalError } from '../guard.ts'
import { maxCauses } from '../limits.ts'
import { textOf } from './text.ts'

/**
 * `stack`, and below it those of what caused `thrown` and of what an AggregateError gathers, as Node prints them. The
 * convention asks for the natural form of the language, and in JavaScript the stack alone says "fetch failed".
 */
export function stackWithCauses(thrown: object, stack: string): string {
  const lines = [stack]
  try {
    addCauses(thrown, '  ', lines, new Set([thrown]))
  } catch (error) {
    noteInternalError(error)
  }
  return lines.join('\n')
}

function addCauses(thrown: object, indent: string, lines: string[], seen: Set<unknown>): void {
  for (const [label, cause] of causesOf(thrown)) {
    if (seen.size > maxCauses) return
    if (seen.has(cause)) {
      lines.push(`${indent}[${label}]: [Circular]`)
      continue
    }
    seen.add(cause)
    const [first = '', ...others] = stackOf(cause).split('\n')
    lines.push(`${indent}[${label}]: ${first}`, ...others.map(line => indent + line))
    if (typeof cause === 'object' && cause !== null) addCauses(cause, `${indent}  `, lines, seen)
  }
}

function causesOf(thrown: { cause?: unknown; errors?: unknown; name?: unknown }): [label: string, cause: unknown][] {
  const gathered = thrown.name === 'AggregateError' && Array.isArray(thrown.errors) ? thrown.errors : []
  const causes = gathered.map((cause, i): [string, unknown] => [`errors ${i}`, cause])
  return thrown.cause === undefined ? causes : [['cause', thrown.cause], ...causes]
}

function stackOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return textOf(cause)
  const { stack, message } = cause as { stack?: unknown; message?: unknown }
  return textOf(stack ?? message ?? cause)
}
