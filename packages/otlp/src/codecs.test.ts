import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { readTracesJson, readTracesProto, type TracesData, writeTracesJson, writeTracesProto } from './index.ts'
import { everyField } from './testing/every-field.ts'
import { arbitraryTraces } from './testing/internal/arbitrary-traces.ts'
import { fieldsSetIn, mapMembers, oracleJson, schemaFields, tracesType } from './testing/internal/protobufjs-oracle.ts'
import { unwrap } from './testing/internal/unwrap.ts'

/**
 * Our JSON in the oracle's words: −0, which has to travel as text, is a number there, and an empty key, which we write
 * because readers rely on it, is left out.
 */
function ourJson(data: TracesData): unknown {
  const json: unknown = JSON.parse(writeTracesJson(data))
  return mapMembers(json, (name, value) => {
    if (name === 'doubleValue' && value === '-0') return -0
    return name === 'key' && value === '' ? undefined : value
  })
}

const captured = (name: string): Buffer => readFileSync(new URL(`./testdata/${name}`, import.meta.url))

test('a field with nowhere to go: the sample sets every field of the schema', () => {
  const missing = new Set(schemaFields).difference(fieldsSetIn(writeTracesProto(everyField())))
  assert.deepEqual([...missing], [])
})

test('every field comes back from protobuf', () => {
  assert.deepEqual(readTracesProto(writeTracesProto(everyField())), { ok: true, value: everyField() })
})

test('every field comes back from JSON', () => {
  assert.deepEqual(readTracesJson(writeTracesJson(everyField())), { ok: true, value: everyField() })
})

test('any traces come back from protobuf and from JSON', () => {
  fc.assert(
    fc.property(arbitraryTraces, data => {
      assert.deepEqual(readTracesProto(writeTracesProto(data)), { ok: true, value: data })
      assert.deepEqual(readTracesJson(writeTracesJson(data)), { ok: true, value: data })
    }),
  )
})

test('protobuf.js finds in our protobuf what our JSON says, name by name', () => {
  assert.deepEqual(oracleJson(writeTracesProto(everyField())), ourJson(everyField()))
  fc.assert(fc.property(arbitraryTraces, data => assert.deepEqual(oracleJson(writeTracesProto(data)), ourJson(data))))
})

test('protobuf.js writes back the very bytes that we wrote, and we read what it wrote', () => {
  fc.assert(
    fc.property(arbitraryTraces, data => {
      const ours = writeTracesProto(data)
      const theirs = tracesType.encode(tracesType.decode(ours)).finish()
      assert.deepEqual(Buffer.from(theirs), Buffer.from(ours))
      assert.deepEqual(unwrap(readTracesProto(theirs)), data)
    }),
  )
})

test('a lone surrogate becomes U+FFFD on either path', () => {
  const data = everyField()
  const broken: TracesData = { resourceSpans: data.resourceSpans.map(group => ({ ...group, schemaUrl: 'a\ud83d' })) }
  for (const read of [readTracesProto(writeTracesProto(broken)), readTracesJson(writeTracesJson(broken))]) {
    assert.equal(unwrap(read).resourceSpans[0]?.schemaUrl, 'a\ufffd')
  }
})

for (const name of ['js-sdk.bin', 'python-sdk.bin', 'js-sdk.json', 'python-protobuf-names.json']) {
  test(`the captured payload ${name} comes back from both writers`, () => {
    const bytes = captured(name)
    const data = unwrap(name.endsWith('.bin') ? readTracesProto(bytes) : readTracesJson(bytes.toString()))
    assert.ok(data.resourceSpans[0]?.scopeSpans[0]?.spans[0]?.name)
    assert.deepEqual(unwrap(readTracesProto(writeTracesProto(data))), data)
    assert.deepEqual(unwrap(readTracesJson(writeTracesJson(data))), data)
  })
}

test('the same spans captured in both encodings read the same', () => {
  assert.deepEqual(
    unwrap(readTracesJson(captured('js-sdk.json').toString())),
    unwrap(readTracesProto(captured('js-sdk.bin'))),
  )
  assert.deepEqual(
    unwrap(readTracesJson(captured('python-protobuf-names.json').toString())),
    unwrap(readTracesProto(captured('python-sdk.bin'))),
  )
})
