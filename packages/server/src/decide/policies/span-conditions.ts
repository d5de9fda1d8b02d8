import type { SpanBatch } from '@throughline/otlp'
import { type AnyValue, readTracesProto, type Span } from '@throughline/otlp'
import type { Condition, SpanTest } from './policy.ts'
import type { PolicySettings } from './settings.ts'
import { hasPassed } from './trace-facts.ts'

// Conditions that hold for a trace when any of its spans passes a test.

type Block<Name extends keyof PolicySettings> = NonNullable<PolicySettings[Name]>

const anySpan = (test: SpanTest): Condition => ({ spanTests: [test], holds: trace => hasPassed(trace, test) })

const noSpan = (test: SpanTest): Condition => ({ spanTests: [test], holds: trace => !hasPassed(trace, test) })

function anySpanWith(key: string, invert: boolean | undefined, matches: (value: AnyValue) => boolean): Condition {
  const test: SpanTest = (batch, span) => {
    const value = batch.attribute(span, key)
    return value !== undefined && matches(value)
  }
  return invert ? noSpan(test) : anySpan(test)
}

/** The numbers of OTLP's `Status.StatusCode`. */
const statusCodes = { UNSET: 0, OK: 1, ERROR: 2 }

export function statusCode({ status_codes }: Block<'status_code'>): Condition {
  const wanted = new Set(status_codes.map(name => statusCodes[name]))
  return anySpan((batch, span) => wanted.has(batch.statusCode(span)))
}

export function booleanAttribute({ key, value, invert_match }: Block<'boolean_attribute'>): Condition {
  return anySpanWith(key, invert_match, found => found.kind === 'bool' && found.value === value)
}

export function numericAttribute(block: Block<'numeric_attribute'>): Condition {
  const { key, min_value = -Infinity, max_value = Infinity, invert_match } = block
  return anySpanWith(key, invert_match, found => {
    if (found.kind !== 'int' && found.kind !== 'double') return false
    const value = Number(found.value)
    return value >= min_value && value <= max_value
  })
}

/** Throws a `SyntaxError` where a value is no regular expression. */
export function stringAttribute(block: Block<'string_attribute'>): Condition {
  const { key, values, enabled_regex_matching, invert_match } = block
  const matches = enabled_regex_matching ? matchesAny(values) : isOneOf(values)
  return anySpanWith(key, invert_match, found => found.kind === 'string' && found.value !== '' && matches(found.value))
}

const isOneOf = (values: readonly string[]) => {
  const wanted = new Set(values)
  return (value: string) => wanted.has(value)
}

const matchesAny = (values: readonly string[]) => {
  const patterns = values.map(value => new RegExp(value, 'u'))
  return (value: string) => patterns.some(pattern => pattern.test(value))
}

export function traceState({ key, values }: Block<'trace_state'>): Condition {
  const wanted = new Set(values.map(value => `${key}=${value}`))
  return anySpan((batch, span) => {
    const members = spanOf(batch, span)?.traceState.split(',') ?? []
    return members.some(member => wanted.has(member.trim()))
  })
}

/** Bit 0 of the flags: "sampled" (W3C Trace Context). */
export const traceFlags = (): Condition => anySpan((batch, span) => ((spanOf(batch, span)?.flags ?? 0) & 1) === 1)

/** `SpanBatch` knows nothing of these two fields: only who asks for them pays for an object. */
function spanOf(batch: SpanBatch, span: number): Span | undefined {
  const read = readTracesProto(batch.select([span]))
  return read.ok ? read.value.resourceSpans[0]?.scopeSpans[0]?.spans[0] : undefined
}
