import { err, ok, type Result } from '@throughline/otlp'
import { composite, type Share } from './composite.ts'
import type { Condition, Policy } from './policy.ts'
import type { PolicySettings, PolicyType } from './settings.ts'
import {
  booleanAttribute,
  numericAttribute,
  statusCode,
  stringAttribute,
  traceFlags,
  traceState,
} from './span-conditions.ts'
import { alwaysSample, bytesLimiting, latency, probabilistic, rateLimiting, spanCount } from './trace-conditions.ts'

/** Policies that can be asked, or a sentence that names the first that cannot be, and why. */
export function compilePolicies(settings: readonly PolicySettings[]): Result<readonly Policy[]> {
  const names = settings.map(({ name }) => name)
  const repeated = names.find((name, at) => names.indexOf(name) !== at)
  if (repeated !== undefined) return err(`two policies have the name '${repeated}'`)
  const conditions = all(settings)
  if (!conditions.ok) return conditions
  return ok(
    conditions.value.map((condition, at) => ({
      ...condition,
      name: names[at] ?? '',
      isDrop: settings[at]?.type === 'drop',
    })),
  )
}

function all(settings: readonly PolicySettings[]): Result<readonly Condition[]> {
  const conditions: Condition[] = []
  for (const each of settings) {
    const compiled = compile(each)
    if (!compiled.ok) return compiled
    conditions.push(compiled.value)
  }
  return ok(conditions)
}

function compile(settings: PolicySettings): Result<Condition> {
  const compiled = compilers[settings.type](settings)
  if (compiled === undefined) return problem(settings, `has the type ${settings.type}, but no block '${settings.type}'`)
  return compiled
}

const problem = ({ name }: PolicySettings, why: string): Result<never> => err(`the policy '${name}' ${why}`)

/** `undefined` where the block of the type is missing. */
type Compiler = (settings: PolicySettings) => Result<Condition> | undefined

const compilers: Readonly<Record<PolicyType, Compiler>> = {
  always_sample: () => ok(alwaysSample()),
  trace_flags: () => ok(traceFlags()),
  latency: ({ latency: block }) => block && ok(latency(block)),
  probabilistic: ({ probabilistic: block }) => block && ok(probabilistic(block)),
  status_code: ({ status_code }) => status_code && ok(statusCode(status_code)),
  boolean_attribute: ({ boolean_attribute }) => boolean_attribute && ok(booleanAttribute(boolean_attribute)),
  rate_limiting: ({ rate_limiting }) => rate_limiting && ok(rateLimiting(rate_limiting)),
  bytes_limiting: ({ bytes_limiting }) => bytes_limiting && ok(bytesLimiting(bytes_limiting)),
  span_count: ({ span_count }) => span_count && ok(spanCount(span_count)),
  trace_state: ({ trace_state }) => trace_state && ok(traceState(trace_state)),
  numeric_attribute: compileNumeric,
  string_attribute: compileString,
  and: ({ and }) => and && allOf(and.and_sub_policy),
  drop: ({ drop }) => drop && allOf(drop.drop_sub_policy),
  not: ({ not }) => not && opposite(not.not_sub_policy),
  composite: compileComposite,
  ottl_condition: settings =>
    problem(
      settings,
      'has the type ottl_condition, which is not supported; string_attribute and the like can do most of it',
    ),
}

function compileNumeric(settings: PolicySettings): Result<Condition> | undefined {
  const block = settings.numeric_attribute
  if (block === undefined) return undefined
  if (block.min_value === undefined && block.max_value === undefined)
    return problem(settings, 'needs min_value or max_value')
  return ok(numericAttribute(block))
}

function compileString(settings: PolicySettings): Result<Condition> | undefined {
  if (settings.string_attribute === undefined) return undefined
  try {
    return ok(stringAttribute(settings.string_attribute))
  } catch (error) {
    return problem(settings, `has a value that is no regular expression of JavaScript: ${String(error)}`)
  }
}

function allOf(settings: readonly PolicySettings[]): Result<Condition> {
  const conditions = all(settings)
  if (!conditions.ok) return conditions
  return ok({
    spanTests: conditions.value.flatMap(({ spanTests }) => spanTests),
    holds: (trace, nowMs) => conditions.value.every(condition => condition.holds(trace, nowMs)),
  })
}

function opposite(settings: PolicySettings): Result<Condition> {
  const condition = compile(settings)
  if (!condition.ok) return condition
  const { spanTests, holds } = condition.value
  return ok({ spanTests, holds: (trace, nowMs) => !holds(trace, nowMs) })
}

function compileComposite(settings: PolicySettings): Result<Condition> | undefined {
  const block = settings.composite
  if (block === undefined) return undefined
  const { max_total_spans_per_second, policy_order, composite_sub_policy, rate_allocation = [] } = block
  const equalPercent = 100 / composite_sub_policy.length
  const shares: Share[] = []
  for (const name of policy_order) {
    const sub = composite_sub_policy.find(each => each.name === name)
    if (sub === undefined) return problem(settings, `orders '${name}', which is not among its policies`)
    const condition = compile(sub)
    if (!condition.ok) return condition
    const percent = rate_allocation.find(({ policy }) => policy === name)?.percent || equalPercent
    const spansPerSecond = (Math.min(percent, 100) / 100) * max_total_spans_per_second
    shares.push({ condition: condition.value, spansPerSecond })
  }
  return ok(composite(shares))
}
