import { type Static, Type } from 'typebox'

/*
 * Names and fields are those of the OpenTelemetry Collector's tail sampling processor, so that a block of its
 * configuration can be pasted. Which block belongs to which `type` is checked by `compile.ts`: as a union of
 * objects, one wrong field would be told as the failure of every kind of policy.
 */

export const policyTypes = [
  'always_sample',
  'latency',
  'numeric_attribute',
  'probabilistic',
  'status_code',
  'string_attribute',
  'boolean_attribute',
  'rate_limiting',
  'bytes_limiting',
  'span_count',
  'trace_state',
  'trace_flags',
  'and',
  'not',
  'drop',
  'composite',
  'ottl_condition',
] as const

// What is required has no default: it would hide that it is missing.

export const strict = { additionalProperties: false }

const key = Type.String({ description: 'Name of the attribute', examples: ['http.route'] })
const invertMatch = Type.Optional(
  Type.Boolean({ description: 'Keep the traces that do not match', default: false, examples: [true] }),
)
const burstCapacity = Type.Optional(
  Type.Integer({
    minimum: 0,
    description: 'What may pass at once after a quiet time, and the largest trace that ever passes; 0: twice the rate',
    default: 0,
    examples: [2000],
  }),
)

/** What every kind of policy has, at whatever depth. */
const simple = {
  name: Type.String({ description: 'Under what name it is counted', examples: ['errors'] }),
  type: Type.Enum([...policyTypes], {
    description: 'What it goes by; a block of this name says the rest. `ottl_condition` is not supported',
    examples: ['status_code'],
  }),
  latency: Type.Optional(
    Type.Object(
      {
        threshold_ms: Type.Integer({
          minimum: 0,
          description: 'Keep traces that took longer, from the earliest start to the latest end',
          examples: [500],
        }),
        upper_threshold_ms: Type.Optional(
          Type.Integer({ minimum: 0, description: 'But not longer than this; 0: any', default: 0, examples: [5000] }),
        ),
      },
      { ...strict, description: 'By duration', examples: [{ threshold_ms: 500 }] },
    ),
  ),
  numeric_attribute: Type.Optional(
    Type.Object(
      {
        key,
        min_value: Type.Optional(Type.Number({ description: 'At least', examples: [500] })),
        max_value: Type.Optional(Type.Number({ description: 'At most', examples: [599] })),
        invert_match: invertMatch,
      },
      {
        ...strict,
        description: 'By a number of any span or its resource',
        examples: [{ key: 'retries', min_value: 3 }],
      },
    ),
  ),
  probabilistic: Type.Optional(
    Type.Object(
      {
        sampling_percentage: Type.Number({
          minimum: 0,
          description: 'How many of a hundred traces are kept, by a hash of the trace id',
          examples: [5],
        }),
        hash_salt: Type.Optional(
          Type.String({
            description: 'Give each of several samplers in a row its own, or the second keeps what the first kept',
            default: 'default-hash-seed',
            examples: ['gateway'],
          }),
        ),
      },
      { ...strict, description: 'By chance', examples: [{ sampling_percentage: 5 }] },
    ),
  ),
  status_code: Type.Optional(
    Type.Object(
      {
        status_codes: Type.Array(Type.Enum(['OK', 'ERROR', 'UNSET']), {
          minItems: 1,
          description: 'Keep traces with a span of one of these',
          examples: [['ERROR']],
        }),
      },
      { ...strict, description: 'By status', examples: [{ status_codes: ['ERROR'] }] },
    ),
  ),
  string_attribute: Type.Optional(
    Type.Object(
      {
        key,
        values: Type.Array(Type.String(), {
          minItems: 1,
          description: 'The values, or regular expressions of JavaScript',
          examples: [['/checkout']],
        }),
        enabled_regex_matching: Type.Optional(
          Type.Boolean({ description: 'Values are regular expressions', default: false, examples: [true] }),
        ),
        invert_match: invertMatch,
      },
      {
        ...strict,
        description: 'By a text of any span or its resource',
        examples: [{ key: 'tenant', values: ['acme'] }],
      },
    ),
  ),
  boolean_attribute: Type.Optional(
    Type.Object(
      {
        key,
        value: Type.Boolean({ description: 'Which of the two', examples: [true] }),
        invert_match: invertMatch,
      },
      { ...strict, description: 'By a boolean of any span or its resource', examples: [{ key: 'keep', value: true }] },
    ),
  ),
  rate_limiting: Type.Optional(
    Type.Object(
      {
        spans_per_second: Type.Integer({
          minimum: 1,
          description: 'Spans a second, of whole traces',
          examples: [1000],
        }),
        burst_capacity: burstCapacity,
      },
      { ...strict, description: 'Until so many spans a second are kept', examples: [{ spans_per_second: 1000 }] },
    ),
  ),
  bytes_limiting: Type.Optional(
    Type.Object(
      {
        bytes_per_second: Type.Integer({
          minimum: 1,
          description: 'Bytes of spans a second, as they came, of whole traces',
          examples: [1048576],
        }),
        burst_capacity: burstCapacity,
      },
      { ...strict, description: 'Until so many bytes a second are kept', examples: [{ bytes_per_second: 1048576 }] },
    ),
  ),
  span_count: Type.Optional(
    Type.Object(
      {
        min_spans: Type.Integer({ minimum: 0, description: 'At least', examples: [2] }),
        max_spans: Type.Optional(
          Type.Integer({ minimum: 0, description: 'At most; 0: any number', default: 0, examples: [1000] }),
        ),
      },
      { ...strict, description: 'By the number of spans', examples: [{ min_spans: 2 }] },
    ),
  ),
  trace_state: Type.Optional(
    Type.Object(
      {
        key: Type.String({ description: 'Which member of `tracestate`', examples: ['vendor'] }),
        values: Type.Array(Type.String(), {
          minItems: 1,
          description: 'Keep traces in which a span has one of these values there',
          examples: [['keep']],
        }),
      },
      { ...strict, description: 'By `tracestate`', examples: [{ key: 'vendor', values: ['keep'] }] },
    ),
  ),
}

const notPolicy = Type.Object(
  { not_sub_policy: Type.Object(simple, { ...strict, description: 'The policy', examples: [] }) },
  { ...strict, description: 'Keeps what the policy within would not', examples: [] },
)
const withNot = { ...simple, not: Type.Optional(notPolicy) }

const andPolicy = Type.Object(
  {
    and_sub_policy: Type.Array(Type.Object(withNot, strict), {
      minItems: 1,
      description: 'The policies',
      examples: [],
    }),
  },
  { ...strict, description: 'Keeps what all policies within would keep', examples: [] },
)

const dropPolicy = Type.Object(
  {
    drop_sub_policy: Type.Array(Type.Object(withNot, strict), {
      minItems: 1,
      description: 'The policies',
      examples: [],
    }),
  },
  { ...strict, description: 'Drops what all policies within would keep, whatever others say', examples: [] },
)

const compositePolicy = Type.Object(
  {
    max_total_spans_per_second: Type.Integer({
      minimum: 1,
      description: 'What the policies within share',
      examples: [1000],
    }),
    policy_order: Type.Array(Type.String(), {
      minItems: 1,
      description: 'Their names, in the order in which they are asked: the first that matches decides',
      examples: [['errors', 'rest']],
    }),
    composite_sub_policy: Type.Array(Type.Object({ ...simple, and: Type.Optional(andPolicy) }, strict), {
      minItems: 1,
      description: 'The policies',
      examples: [],
    }),
    rate_allocation: Type.Optional(
      Type.Array(
        Type.Object(
          {
            policy: Type.String({ description: 'Its name', examples: ['errors'] }),
            percent: Type.Integer({ minimum: 0, description: 'Its share in percent', examples: [50] }),
          },
          strict,
        ),
        { description: 'Who gets how much; without a row, an equal share', default: [], examples: [] },
      ),
    ),
  },
  { ...strict, description: 'Shares out a rate among policies', examples: [] },
)

export const policySchema = Type.Object(
  {
    ...withNot,
    and: Type.Optional(andPolicy),
    drop: Type.Optional(dropPolicy),
    composite: Type.Optional(compositePolicy),
  },
  strict,
)

/** A policy, or one within another, which may not have all of the blocks. */
export type PolicySettings = Static<typeof policySchema>
export type PolicyType = PolicySettings['type']
