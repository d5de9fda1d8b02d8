import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyValueDepthMax, hollowMessagesMax } from '../limits.ts'
import type { AnyValue } from '../model/common.ts'
import type { Span } from '../model/traces.ts'
import { unwrap, unwrapError } from '../testing/internal/unwrap.ts'
import { readTracesJson } from './read-traces.ts'

/** A payload of one span; `members` is JSON text, so that a test can write what `JSON.stringify` cannot. */
const payload = (members: string): string => `{"resourceSpans":[{"scopeSpans":[{"spans":[{${members}}]}]}]}`

function readSpan(members: string): Span {
  const span = unwrap(readTracesJson(payload(members))).resourceSpans[0]?.scopeSpans[0]?.spans[0]
  assert.ok(span)
  return span
}

const refused = (members: string): string => unwrapError(readTracesJson(payload(members)))

const readValue = (value: string): AnyValue | undefined =>
  readSpan(`"attributes":[{"key":"k","value":${value}}]`).attributes[0]?.value

const inSpan = 'resourceSpans[0].scopeSpans[0].spans[0]'

test('names may be in camel case or as in the .proto', () => {
  const span = readSpan('"trace_id":"AB","parent_span_id":"cd","start_time_unix_nano":"5","dropped_links_count":1')
  assert.equal(span.traceId, 'ab')
  assert.equal(span.parentSpanId, 'cd')
  assert.equal(span.startTimeUnixNano, 5n)
  assert.equal(span.droppedLinksCount, 1)
  assert.deepEqual(readValue('{"kvlist_value":{"values":[{"key":"k","value":{"int_value":"1"}}]}}'), {
    kind: 'kvlist',
    entries: [{ key: 'k', value: { kind: 'int', value: 1n } }],
  })
})

test('null and unknown members are as if they were not there', () => {
  const members = [
    'traceId',
    'flags',
    'name',
    'kind',
    'startTimeUnixNano',
    'attributes',
    'events',
    'status',
    'surprise',
  ]
  assert.deepEqual(readSpan(members.map(name => `"${name}":null`).join(',')), readSpan(''))
  assert.deepEqual(readValue('null'), { kind: 'empty' })
  assert.deepEqual(readValue('{"stringValue":null,"boolValue":false}'), { kind: 'bool', value: false })
  assert.deepEqual(readValue('{"arrayValue":{"values":[null]}}'), { kind: 'array', values: [{ kind: 'empty' }] })
  assert.deepEqual(readValue('{"someLaterValue":{"x":[1]}}'), { kind: 'empty' })
})

test('a member called __proto__ gives nothing to inherit', () => {
  assert.equal(readSpan('"__proto__":{"name":"inherited"}').name, '')
})

test('enums are numbers, also unknown ones, or names', () => {
  assert.equal(readSpan('"kind":3').kind, 3)
  assert.equal(readSpan('"kind":77').kind, 77)
  assert.equal(readSpan('"kind":"SPAN_KIND_CONSUMER"').kind, 5)
  assert.equal(readSpan('"kind":"2"').kind, 2)
  assert.equal(readSpan('"status":{"code":"STATUS_CODE_ERROR"}').status.code, 2)
  assert.match(refused('"kind":"SPAN_KIND_OTHER"'), /kind is not an integer/)
  assert.match(refused('"kind":"toString"'), /kind is not an integer/)
})

test('64-bit numbers are texts or numbers, and no digit is lost', () => {
  for (const time of ['"1767323045123456789"', '1767323045123456789']) {
    assert.equal(readSpan(`"startTimeUnixNano":${time}`).startTimeUnixNano, 1767323045123456789n)
  }
  for (const value of [2n ** 63n - 1n, -(2n ** 63n), 9007199254740993n, 0n]) {
    for (const text of [`${value}`, `"${value}"`]) {
      assert.deepEqual(readValue(`{"intValue":${text}}`), { kind: 'int', value })
    }
  }
  assert.deepEqual(readValue('{"intValue":1.5e3}'), { kind: 'int', value: 1500n })
  assert.deepEqual(readValue('{"intValue":"1e3"}'), { kind: 'int', value: 1000n })
  assert.equal(readSpan(`"endTimeUnixNano":${2n ** 64n - 1n}`).endTimeUnixNano, 2n ** 64n - 1n)
})

test('64-bit numbers are taken up to their last value and refused at the next', () => {
  for (const text of [
    `${2n ** 63n}`,
    `"${2n ** 63n}"`,
    `${-(2n ** 63n) - 1n}`,
    '1.5',
    '"1.5"',
    '""',
    '"0x10"x',
    'true',
  ]) {
    assert.ok(!readTracesJson(payload(`"attributes":[{"key":"k","value":{"intValue":${text}}}]`)).ok, text)
  }
  for (const text of [`${2n ** 64n}`, `"${2n ** 64n}"`, '-1', '"-1"', `"${'9'.repeat(100_000)}"`]) {
    assert.match(
      refused(`"endTimeUnixNano":${text}`),
      /endTimeUnixNano is not an integer from 0 to 18446744073709551615$/,
    )
  }
})

test('32-bit numbers are taken up to their last value and refused at the next', () => {
  assert.equal(readSpan('"flags":4294967295').flags, 2 ** 32 - 1)
  assert.equal(readSpan('"flags":"7"').flags, 7)
  for (const text of ['4294967296', '-1', '0.5', '"x"', 'true', '9007199254740993']) {
    assert.equal(refused(`"flags":${text}`), `${inSpan}.flags is not an integer from 0 to 4294967295`)
  }
})

test('doubles are numbers or texts, with the three that JSON cannot say', () => {
  const cases: [string, number][] = [
    ['0.1', 0.1],
    ['-0', -0],
    ['"-0"', -0],
    ['5e-324', 5e-324],
    ['"1.5"', 1.5],
    ['"NaN"', Number.NaN],
    ['"Infinity"', Number.POSITIVE_INFINITY],
    ['"-Infinity"', Number.NEGATIVE_INFINITY],
    ['1000000000000000000000000000000', 1e30],
  ]
  for (const [text, value] of cases) {
    assert.deepEqual(readValue(`{"doubleValue":${text}}`), { kind: 'double', value })
    // A large integer elsewhere makes the reader parse with all digits: doubles stay what they are.
    const both = readSpan(`"endTimeUnixNano":1767323045123456789,"attributes":[{"value":{"doubleValue":${text}}}]`)
    assert.deepEqual(both.attributes[0]?.value, { kind: 'double', value })
  }
  for (const text of ['1e999', '"many"', '""', '"0x10"', 'true']) {
    assert.match(refused(`"attributes":[{"value":{"doubleValue":${text}}}]`), /value\.doubleValue is not a double$/)
  }
})

test('bytes are base64 in either alphabet, padded or not', () => {
  for (const text of ['+/8=', '-_8=', '-_8']) {
    assert.deepEqual(readValue(`{"bytesValue":"${text}"}`), { kind: 'bytes', value: Uint8Array.of(0xfb, 0xff) })
  }
  assert.match(refused('"attributes":[{"value":{"bytesValue":"a"}}]'), /bytesValue is not base64$/)
})

test('ids may be in padded base64, as senders have them that print protobuf by its own rules', () => {
  const span = readSpan('"traceId":"Z6z8LqVvEI+kU1/Ci6mXBQ==","spanId":"gMEgDJS+EXg="')
  assert.deepEqual([span.traceId, span.spanId], ['67acfc2ea56f108fa4535fc28ba99705', '80c1200c94be1178'])
  assert.equal(refused('"traceId":"!yz="'), `${inSpan}.traceId is not base64`)
})

test('ids that are not hex are refused', () => {
  assert.equal(refused('"traceId":"xyz"'), `${inSpan}.traceId is not hex with two digits a byte`)
  assert.equal(refused('"spanId":"abc"'), `${inSpan}.spanId is not hex with two digits a byte`)
})

test('a lone surrogate becomes U+FFFD', () => {
  assert.equal(readSpan('"name":"a\\ud83d"').name, 'a\ufffd')
})

test('the sentence names the first fault by its path', () => {
  assert.equal(
    refused('"events":[{},{"attributes":[{"key":7}]}]'),
    `${inSpan}.events[1].attributes[0].key is not a text`,
  )
  assert.equal(refused('"status":"OK"'), `${inSpan}.status is not an object`)
  assert.equal(refused('"links":[[]]'), `${inSpan}.links[0] is not an object`)
  assert.equal(refused('"links":{}'), `${inSpan}.links is not a list`)
  assert.equal(unwrapError(readTracesJson('[]')), 'the body is not an object')
  assert.equal(unwrapError(readTracesJson('7')), 'the body is not an object')
  assert.equal(unwrapError(readTracesJson('{"resourceSpans":7}')), 'resourceSpans is not a list')
  assert.match(unwrapError(readTracesJson('{"resourceSpans":[')), /^the body is not JSON: /)
  assert.match(unwrapError(readTracesJson('')), /^the body is not JSON: /)
})

/** The text of a value nested `depth` deep, itself included. */
const nested = (depth: number): string => `${'{"arrayValue":{"values":['.repeat(depth - 1)}{}${']}}'.repeat(depth - 1)}`

test(`values nest ${anyValueDepthMax} deep and not one more`, () => {
  assert.equal(readValue(nested(anyValueDepthMax))?.kind, 'array')
  const deeper = `"attributes":[{"key":"k","value":${nested(anyValueDepthMax + 1)}}]`
  assert.match(refused(deeper), /^resourceSpans\[0\].*arrayValue\.values\[0\] is nested deeper than 31$/)
})

test('nesting beyond any stack is refused, not thrown', () => {
  const depth = 200_000
  for (const inner of [`${'['.repeat(depth)}${']'.repeat(depth)}`, nested(depth)]) {
    const members = `"attributes":[{"key":"k","value":{"intValue":9007199254740993,"arrayValue":${inner}}}]`
    assert.doesNotThrow(() => readTracesJson(payload(members)))
    assert.ok(!readTracesJson(payload(`"attributes":[{"key":"k","value":${inner}}]`)).ok)
  }
})

test(`${hollowMessagesMax} messages may be almost empty and not one more`, () => {
  const ids = '"traceId":"ab","spanId":"cd"'
  const events = (count: number) => `${ids},"events":[${Array(count).fill('{}').join(',')}]`
  assert.equal(readSpan(events(hollowMessagesMax)).events.length, hollowMessagesMax)
  assert.match(refused(events(hollowMessagesMax + 1)), /events\[10000\] is one more than the 10000 messages/)
})
