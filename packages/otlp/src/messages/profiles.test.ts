import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { anyValueDepthMax } from '../limits.ts'
import { everyFieldOfProfiles } from '../testing/internal/every-field-of-profiles.ts'
import { mutate, mutation } from '../testing/internal/mutation.ts'
import { profilesSchema } from '../testing/internal/profiles-schema.ts'
import { oracleOf } from '../testing/internal/protobufjs-oracle.ts'
import { unwrap, unwrapError } from '../testing/internal/unwrap.ts'
import { ProtoWriter } from '../wire/proto-writer.ts'
import { countProfiles } from './count-items.ts'
import { profilesJsonToProto } from './profiles-json-to-proto.ts'

const oracle = oracleOf(profilesSchema, 'ProfilesData')
/** protobuf.js takes a number of 32 bits, or a bool, for damaged that has six to nine bytes, which protobuf allows. */
const lenientOracle = oracleOf(profilesSchema.replaceAll(/\b(u?int32|bool) /g, 'int64 '), 'ProfilesData')
const protoOf = (json: unknown): Uint8Array => unwrap(profilesJsonToProto(JSON.stringify(json)))

/** An attribute whose value nests so deep. */
function nestedProto(depth: number): Uint8Array {
  const writer = ProtoWriter.growing()
  const marks = [writer.begin(2), writer.begin(6), writer.begin(2)]
  for (let i = 1; i < depth; i++) marks.push(writer.begin(5), writer.begin(1))
  for (const mark of marks.reverse()) writer.end(mark)
  return writer.written()
}

describe('profiles', () => {
  test('protobuf.js finds in our protobuf what the JSON said, in every field of the schema', () => {
    const proto = protoOf(everyFieldOfProfiles)
    assert.deepEqual(new Set(oracle.fields).difference(oracle.fieldsSetIn(proto)), new Set())
    assert.deepEqual(oracle.json(proto), everyFieldOfProfiles)
  })

  test('are counted in what we and in what others wrote', () => {
    const proto = protoOf(everyFieldOfProfiles)
    assert.equal(unwrap(countProfiles(proto)), 2)
    assert.equal(unwrap(countProfiles(oracle.rewrite(proto))), 2)
    assert.equal(unwrap(countProfiles(new Uint8Array(0))), 0)
  })

  test('are counted beside fields of a later version', () => {
    assert.equal(unwrap(countProfiles(Uint8Array.from([0x7a, 1, 0, ...protoOf(everyFieldOfProfiles)]))), 2)
  })

  test('may have names as in the .proto, numbers as text, null for the default, and members that nobody knows', () => {
    const proto = protoOf({
      resource_profiles: [{ scope_profiles: [{ profiles: [{ duration_nano: 5, period: null, later: {} }] }] }],
      dictionary: { stack_table: [{ location_indices: ['1', 2] }] },
    })
    assert.deepEqual(oracle.json(proto), {
      resourceProfiles: [{ scopeProfiles: [{ profiles: [{ durationNano: '5' }] }] }],
      dictionary: { stackTable: [{ locationIndices: [1, 2] }] },
    })
  })

  test('keep a value that is the default of its kind', () => {
    const attributeTable = [
      { value: { stringValue: '' } },
      { value: { intValue: '0' } },
      { value: { boolValue: false } },
    ]
    assert.deepEqual(oracle.json(protoOf({ dictionary: { attributeTable } })), { dictionary: { attributeTable } })
  })

  test('in JSON with a value of the wrong kind are refused by a sentence with the path to it', () => {
    for (const [json, sentence] of [
      [{ resourceProfiles: 1 }, /^resourceProfiles is not a list$/],
      [{ dictionary: { stringTable: [1] } }, /^dictionary\.stringTable is not a text$/],
      [{ dictionary: { linkTable: [{ traceId: 'xyz' }] } }, /^dictionary\.linkTable\[0\]\.traceId is not hex/],
      [{ dictionary: { stackTable: [{ locationIndices: [2 ** 31] }] } }, /locationIndices is not an integer/],
    ] as const) {
      assert.match(unwrapError(profilesJsonToProto(JSON.stringify(json))), sentence)
    }
  })

  test(`hold values that nest ${anyValueDepthMax} deep and not one more, in either encoding`, () => {
    const values = (depth: number): object => (depth === 1 ? {} : { arrayValue: { values: [values(depth - 1)] } })
    const withDepth = (depth: number) => JSON.stringify({ dictionary: { attributeTable: [{ value: values(depth) }] } })
    const deepest = unwrap(profilesJsonToProto(withDepth(anyValueDepthMax)))
    assert.ok(countProfiles(deepest).ok)
    assert.match(unwrapError(profilesJsonToProto(withDepth(anyValueDepthMax + 1))), /is nested deeper than 31$/)
    assert.match(unwrapError(countProfiles(nestedProto(anyValueDepthMax + 1))), /begins a value nested deeper than 31$/)
  })

  test('cut anywhere are refused', () => {
    const proto = protoOf(everyFieldOfProfiles)
    const dictionaryStart = protoOf({ ...everyFieldOfProfiles, dictionary: undefined }).length
    for (let length = 1; length < proto.length; length++) {
      if (length !== dictionaryStart) assert.match(unwrapError(countProfiles(proto.subarray(0, length))), /^byte \d+ /)
    }
  })

  test('when damaged give a sentence, or what protobuf.js can read as well', () => {
    const valid = protoOf(everyFieldOfProfiles)
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 5 }), mutations => {
        const damaged = mutations.reduce<Uint8Array>((bytes, one) => mutate(bytes, one), valid)
        const counted = countProfiles(damaged)
        if (counted.ok) assert.doesNotThrow(() => lenientOracle.rewrite(damaged))
        else assert.match(counted.error, /^byte \d+ (is|begins|announces) /)
      }),
      { numRuns: 2_000 },
    )
  })
})
