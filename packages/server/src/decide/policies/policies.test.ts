import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AnyValue, readSpanBatch, type Span, type TraceId, unixNano, writeTracesProto } from '@throughline/otlp'
import { aSpan, tracesOf } from '../../testing/traces.ts'
import { policiesOf } from '../testing/sampler.ts'
import { compilePolicies } from './compile.ts'
import { decideTrace, type Policy } from './policy.ts'
import type { PolicySettings } from './settings.ts'
import { addSpan, factsOf } from './trace-facts.ts'

const valued = (key: string, value: AnyValue): Partial<Span> => ({ attributes: [{ key, value }] })
const text = (value: string): AnyValue => ({ kind: 'string', value })
const int = (value: bigint): AnyValue => ({ kind: 'int', value })
const bool = (value: boolean): AnyValue => ({ kind: 'bool', value })
const ofMs = (durationMs: number): Partial<Span> => ({
  startTimeUnixNano: unixNano(1_000_000_000n),
  endTimeUnixNano: unixNano(1_000_000_000n + BigInt(durationMs) * 1_000_000n),
})

/** Facts of one trace with these spans, as `policies` need them. */
function traceOf(policies: readonly Policy[], spans: readonly Partial<Span>[]) {
  const traceId = spans[0]?.traceId ?? ('0123456789abcdef0123456789abcdef' as TraceId)
  const read = readSpanBatch(writeTracesProto(tracesOf(spans.map(span => aSpan({ traceId, ...span })))))
  assert.ok(read.ok)
  const facts = factsOf(traceId)
  const tests = policies.flatMap(({ spanTests }) => spanTests)
  for (let span = 0; span < read.value.spanCount; span++) addSpan(facts, read.value, span, tests)
  return facts
}

function isKept(settings: PolicySettings | readonly PolicySettings[], ...spans: readonly Partial<Span>[]): boolean {
  const policies = policiesOf(...[settings].flat())
  return decideTrace(policies, traceOf(policies, spans), 0).isKept
}

const named = (settings: Omit<PolicySettings, 'name'>): PolicySettings => ({ name: 'p', ...settings })
const keepAll = { name: 'all', type: 'always_sample' } as const
const errors = {
  name: 'errors',
  type: 'status_code',
  status_code: { status_codes: ['ERROR'] },
} satisfies PolicySettings
const health = {
  name: 'health',
  type: 'string_attribute',
  string_attribute: { key: 'url.path', values: ['/health'] },
} satisfies PolicySettings
const failed = { status: { code: 2, message: '' } }
const fine = { status: { code: 0, message: '' } }

test('without a policy that is for it a trace is not kept', () => {
  assert.ok(isKept(keepAll, fine))
  assert.ok(!isKept([], fine))
})

test('latency is from the earliest start to the latest end, above the threshold and up to the upper one', () => {
  const slow = named({ type: 'latency', latency: { threshold_ms: 500, upper_threshold_ms: 900 } })
  assert.ok(!isKept(slow, ofMs(500)))
  assert.ok(isKept(slow, ofMs(501)))
  assert.ok(isKept(slow, ofMs(900)))
  assert.ok(!isKept(slow, ofMs(901)))
  const late = { startTimeUnixNano: unixNano(1_600_000_000n), endTimeUnixNano: unixNano(1_601_000_000n) }
  assert.ok(isKept(slow, ofMs(10), late))
  assert.ok(isKept(named({ type: 'latency', latency: { threshold_ms: 500 } }), ofMs(100_000)))
})

test('status_code wants one span of one of the codes', () => {
  assert.ok(isKept(errors, fine, failed))
  assert.ok(!isKept(errors, fine, { status: { code: 1, message: '' } }))
  assert.ok(isKept(named({ type: 'status_code', status_code: { status_codes: ['UNSET', 'OK'] } }), fine))
})

test('string_attribute wants one of the values, of a span or of its resource', () => {
  assert.ok(isKept(health, fine, valued('url.path', text('/health'))))
  assert.ok(!isKept(health, valued('url.path', text('/healthy'))))
  assert.ok(!isKept(health, valued('url.path', int(1n))))
  const service = named({ type: 'string_attribute', string_attribute: { key: 'service.name', values: ['shop'] } })
  assert.ok(isKept(service, fine))
})

test('string_attribute takes regular expressions, and can be inverted', () => {
  const block = { key: 'url.path', values: ['^/api/', 'x+y'], enabled_regex_matching: true }
  const api = named({ type: 'string_attribute', string_attribute: block })
  assert.ok(isKept(api, valued('url.path', text('/api/cart'))))
  assert.ok(isKept(api, valued('url.path', text('axxyb'))))
  assert.ok(!isKept(api, valued('url.path', text('/v2/api/'))))
  const others = named({ type: 'string_attribute', string_attribute: { ...block, invert_match: true } })
  assert.ok(!isKept(others, fine, valued('url.path', text('/api/cart'))))
  assert.ok(isKept(others, fine))
})

test('numeric_attribute wants a number within both bounds', () => {
  const some = named({ type: 'numeric_attribute', numeric_attribute: { key: 'n', min_value: 5, max_value: 7 } })
  assert.deepEqual(
    [4n, 5n, 7n, 8n].map(value => isKept(some, valued('n', int(value)))),
    [false, true, true, false],
  )
  assert.ok(isKept(some, valued('n', { kind: 'double', value: 6.5 })))
  assert.ok(!isKept(some, valued('n', text('6'))))
  const few = named({ type: 'numeric_attribute', numeric_attribute: { key: 'n', max_value: 7, invert_match: true } })
  assert.ok(!isKept(few, valued('n', int(7n))))
  assert.ok(isKept(few, valued('n', int(8n))))
})

test('boolean_attribute wants this value and not the other', () => {
  const asked = named({ type: 'boolean_attribute', boolean_attribute: { key: 'keep', value: true } })
  assert.ok(isKept(asked, fine, valued('keep', bool(true))))
  assert.ok(!isKept(asked, valued('keep', bool(false))))
  const inverted = { key: 'keep', value: true, invert_match: true }
  assert.ok(!isKept(named({ type: 'boolean_attribute', boolean_attribute: inverted }), valued('keep', bool(true))))
})

test('span_count wants a number of spans from the least to the most', () => {
  const some = named({ type: 'span_count', span_count: { min_spans: 2, max_spans: 3 } })
  assert.deepEqual(
    [1, 2, 3, 4].map(count => isKept(some, ...Array.from({ length: count }, () => fine))),
    [false, true, true, false],
  )
})

test('trace_state wants one of the values under its key', () => {
  const vendor = named({ type: 'trace_state', trace_state: { key: 'vendor', values: ['keep', 'hold'] } })
  assert.ok(isKept(vendor, fine, { traceState: 'ot=th:8, vendor=hold' }))
  assert.ok(!isKept(vendor, { traceState: 'vendor=kee,other=keep' }))
})

test('trace_flags wants a span with the sampled flag', () => {
  assert.ok(isKept(named({ type: 'trace_flags' }), fine, { flags: 0x101 }))
  assert.ok(!isKept(named({ type: 'trace_flags' }), { flags: 0x102 }))
})

test('probabilistic keeps the share that it says, none and all included, and the same traces every time', () => {
  const traceIds = Array.from({ length: 2000 }, (_, n) => (n * 7919 + 1).toString(16).padStart(32, 'a') as TraceId)
  const kept = (sampling_percentage: number, hash_salt?: string) => {
    const probabilistic = hash_salt === undefined ? { sampling_percentage } : { sampling_percentage, hash_salt }
    const policies = policiesOf(named({ type: 'probabilistic', probabilistic }))
    return traceIds.filter(traceId => decideTrace(policies, factsOf(traceId), 0).isKept)
  }
  assert.equal(kept(0).length, 0)
  assert.equal(kept(100).length, 2000)
  const tenth = kept(10)
  assert.ok(tenth.length > 140 && tenth.length < 260, `${tenth.length} of 2000`)
  assert.deepEqual(kept(10), tenth)
  assert.notDeepEqual(kept(10, 'another'), tenth)
})

test('probabilistic keeps the traces that the Collector keeps', () => {
  const traceIds = Array.from({ length: 16 }, (_, n) => (n + 1).toString(16).padStart(2, '0').repeat(16) as TraceId)
  const kept = (probabilistic: PolicySettings['probabilistic'] & {}) => {
    const policies = policiesOf(named({ type: 'probabilistic', probabilistic }))
    return traceIds.map(traceId => (decideTrace(policies, factsOf(traceId), 0).isKept ? 'x' : '.')).join('')
  }
  // By FNV-1a of salt and id, worked out apart from this code.
  assert.equal(kept({ sampling_percentage: 50 }), 'xxxxx.x.xx..x.xx')
  assert.equal(kept({ sampling_percentage: 25 }), 'x..x.....x..x.x.')
  assert.equal(kept({ sampling_percentage: 50, hash_salt: 'gateway' }), '.xxx..x.x.x...x.')
})

test('rate_limiting and bytes_limiting spend what passes, and fill up again', () => {
  const block = { spans_per_second: 2, burst_capacity: 3 }
  const policies = policiesOf(named({ type: 'rate_limiting', rate_limiting: block }))
  const oneSpan = traceOf(policies, [fine])
  assert.equal(decideTrace(policies, traceOf(policies, [fine, fine, fine, fine]), 0).isKept, false)
  assert.deepEqual(
    [0, 0, 0, 0, 499, 500, 500].map(nowMs => decideTrace(policies, oneSpan, nowMs).isKept),
    [true, true, true, false, false, true, false],
  )
  const bytes = oneSpan.byteCount
  const bytePolicies = policiesOf(named({ type: 'bytes_limiting', bytes_limiting: { bytes_per_second: bytes } }))
  assert.deepEqual(
    [0, 0, 0, 1000].map(nowMs => decideTrace(bytePolicies, oneSpan, nowMs).isKept),
    [true, true, false, true],
  )
})

test('and wants all of its policies, not the opposite of its one', () => {
  const both = named({ type: 'and', and: { and_sub_policy: [errors, health] } })
  assert.ok(isKept(both, failed, valued('url.path', text('/health'))))
  assert.ok(!isKept(both, failed))
  assert.ok(!isKept(named({ type: 'not', not: { not_sub_policy: errors } }), failed))
  assert.ok(isKept(named({ type: 'not', not: { not_sub_policy: errors } }), fine))
})

test('what drop matches is dropped, whatever the others say and in whatever order', () => {
  const drop = { name: 'drop', type: 'drop', drop: { drop_sub_policy: [health] } } satisfies PolicySettings
  assert.ok(!isKept([keepAll, errors, drop], failed, valued('url.path', text('/health'))))
  assert.ok(isKept([keepAll, errors, drop], failed))
  assert.ok(!isKept([drop], failed))
})

test('composite asks in order, the first that matches decides, and each has its share of the second', () => {
  const settings = named({
    type: 'composite',
    composite: {
      max_total_spans_per_second: 4,
      policy_order: ['errors', 'all'],
      composite_sub_policy: [keepAll, errors],
      rate_allocation: [{ policy: 'errors', percent: 75 }],
    },
  })
  const policies = policiesOf(settings)
  const bad = traceOf(policies, [failed])
  const good = traceOf(policies, [fine])
  const asked = [bad, bad, bad, bad, good, good, good] as const
  assert.deepEqual(
    asked.map(trace => decideTrace(policies, trace, 0).isKept),
    [true, true, true, false, true, true, false],
  )
  assert.ok(!decideTrace(policies, good, 999).isKept)
  assert.ok(decideTrace(policies, good, 1000).isKept)
})

test('each kept trace is counted under the first policy that was for it', () => {
  const policies = policiesOf(errors, keepAll)
  assert.equal(decideTrace(policies, traceOf(policies, [failed]), 0).policy?.name, 'errors')
  assert.equal(decideTrace(policies, traceOf(policies, [fine]), 0).policy?.name, 'all')
})

test('a policy that cannot be is refused with a sentence that names it', () => {
  const sentenceOf = (...settings: readonly PolicySettings[]) => {
    const compiled = compilePolicies(settings)
    return compiled.ok ? '' : compiled.error
  }
  assert.equal(sentenceOf(keepAll, keepAll), "two policies have the name 'all'")
  assert.equal(sentenceOf(named({ type: 'latency' })), "the policy 'p' has the type latency, but no block 'latency'")
  assert.match(
    sentenceOf(named({ type: 'ottl_condition' })),
    /^the policy 'p' has the type ottl_condition, which is not supp/,
  )
  assert.match(
    sentenceOf(
      named({ type: 'string_attribute', string_attribute: { key: 'k', values: ['('], enabled_regex_matching: true } }),
    ),
    /^the policy 'p' has a value that is no regular expression of JavaScript: .*Unterminated group/,
  )
  assert.equal(
    sentenceOf(named({ type: 'numeric_attribute', numeric_attribute: { key: 'k' } })),
    "the policy 'p' needs min_value or max_value",
  )
  const unknown = { max_total_spans_per_second: 1, policy_order: ['x'], composite_sub_policy: [keepAll] }
  assert.equal(
    sentenceOf(named({ type: 'composite', composite: unknown })),
    "the policy 'p' orders 'x', which is not among its policies",
  )
  const nested = { and_sub_policy: [{ ...errors, type: 'latency' } as const] }
  assert.match(sentenceOf(named({ type: 'and', and: nested })), /^the policy 'errors' has the type latency/)
})
