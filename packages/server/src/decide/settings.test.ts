import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { tailSamplerLimits } from '../limits.ts'
import { policyTypes } from './policies/settings.ts'
import { type SamplingSettings, samplingOptions, samplingSettings } from './settings.ts'

/** The block, with the defaults filled in, if the schema lets it pass. */
function read(yaml: string): SamplingSettings {
  const settings = Value.Default(samplingSettings, parse(yaml))
  assert.deepEqual([...Value.Errors(samplingSettings, settings)], [])
  return settings as SamplingSettings
}

function optionsOf(yaml: string) {
  const options = samplingOptions(read(yaml))
  assert.ok(options.ok)
  return options.value
}

test('where only the policies are given, the defaults are the limits of the sampler', () => {
  const { waitMs, waitAfterRootMs, limits, policies } = optionsOf('policies: [{ name: all, type: always_sample }]')
  assert.deepEqual({ waitMs, waitAfterRootMs }, { waitMs: 30_000, waitAfterRootMs: 0 })
  assert.deepEqual({ ...tailSamplerLimits, ...limits }, tailSamplerLimits)
  assert.deepEqual(
    policies.map(({ name }) => name),
    ['all'],
  )
})

test('a large buffer has larger files, not more', () => {
  const segmentBytesOf = (buffer: string) =>
    optionsOf(`{ buffer: ${buffer}, policies: [{ name: all, type: always_sample }] }`).limits.segmentBytes
  assert.equal(segmentBytesOf('1GiB'), 16 * 1024 ** 2)
  assert.equal(segmentBytesOf('2GiB'), 32 * 1024 ** 2)
})

test('a buffer in which not even a few requests find room is refused', () => {
  const withBuffer = (buffer: string) =>
    samplingOptions(read(`{ buffer: ${buffer}, policies: [{ name: all, type: always_sample }] }`))
  assert.ok(withBuffer('64MiB').ok)
  const small = withBuffer('65535KiB')
  assert.equal(small.ok ? '' : small.error, 'the buffer of 65535KiB is too small; write 64MiB or more')
})

test("a block as users of the Collector's tail sampling processor have it is understood", () => {
  const { policies, waitMs, limits } = optionsOf(`
decision_wait: 10s
decision_wait_after_root_received: 2s
num_traces: 100
decision_cache: { sampled_cache_size: 1000, non_sampled_cache_size: 10000 }
policies:
  - { name: slow, type: latency, latency: { threshold_ms: 5000, upper_threshold_ms: 10000 } }
  - { name: large, type: numeric_attribute, numeric_attribute: { key: key1, min_value: 50, max_value: 100 } }
  - { name: some, type: probabilistic, probabilistic: { hash_salt: custom, sampling_percentage: 0.1 } }
  - { name: errors, type: status_code, status_code: { status_codes: [ERROR, UNSET] } }
  - { name: named, type: string_attribute, string_attribute: { key: k, values: [v.+], enabled_regex_matching: true } }
  - { name: rate, type: rate_limiting, rate_limiting: { spans_per_second: 35, burst_capacity: 70 } }
  - { name: bytes, type: bytes_limiting, bytes_limiting: { bytes_per_second: 1024000 } }
  - { name: count, type: span_count, span_count: { min_spans: 2 } }
  - { name: state, type: trace_state, trace_state: { key: key3, values: [value1, value2] } }
  - { name: flags, type: trace_flags }
  - { name: asked, type: boolean_attribute, boolean_attribute: { key: key4, value: true } }
  - name: both
    type: and
    and:
      and_sub_policy:
        - { name: a, type: numeric_attribute, numeric_attribute: { key: key1, min_value: 50 } }
        - { name: b, type: not, not: { not_sub_policy: { name: c, type: latency, latency: { threshold_ms: 1000 } } } }
  - name: quiet
    type: drop
    drop: { drop_sub_policy: [{ name: d, type: string_attribute, string_attribute: { key: url.path, values: [/] } }] }
  - name: shares
    type: composite
    composite:
      max_total_spans_per_second: 1000
      policy_order: [e, f]
      composite_sub_policy:
        - { name: e, type: numeric_attribute, numeric_attribute: { key: key1, min_value: 50 } }
        - { name: f, type: always_sample }
      rate_allocation: [{ policy: e, percent: 50 }]
`)
  assert.equal(policies.length, 14)
  assert.equal(waitMs, 10_000)
  assert.equal(limits.rememberedDropped, 10_000)
})

test('a policy with a field that nobody knows, or without one that it needs, does not pass the schema', () => {
  const isValid = (policy: string) =>
    Value.Check(samplingSettings, Value.Default(samplingSettings, { policies: [parse(policy)] }))
  assert.ok(isValid('{ name: p, type: latency, latency: { threshold_ms: 1 } }'))
  assert.ok(!isValid('{ name: p, type: latency, latency: { threshold: 1 } }'))
  assert.ok(!isValid('{ name: p, type: latency, latency: {} }'))
  assert.ok(!isValid('{ name: p, type: lately }'))
  assert.ok(!isValid('{ type: always_sample }'))
})

test('a policy that cannot be is told as a sentence', () => {
  const options = samplingOptions(read('policies: [{ name: p, type: ottl_condition }]'))
  assert.match(options.ok ? '' : options.error, /ottl_condition, which is not supported/)
})

test('the guide has an example that is valid, and names every type of policy', () => {
  const guide = readFileSync(new URL('../../../../docs/guides/tail-sampling.md', import.meta.url), 'utf8')
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(guide) ?? []
  const { store } = parse(example)
  assert.deepEqual([...Value.Errors(samplingSettings, Value.Default(samplingSettings, store.sampling))], [])
  assert.deepEqual(
    policyTypes.filter(type => !guide.includes(`\`${type}\``)),
    [],
  )
})
