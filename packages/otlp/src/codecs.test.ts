import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { readTracesJson, readTracesProto, type TracesData, writeTracesJson, writeTracesProto } from './index.ts'
import { everyField } from './testing/every-field.ts'
import { type Codec, forEachSignal } from './testing/internal/codec.ts'
import { mapMembers } from './testing/internal/protobufjs-oracle.ts'
import { unwrap } from './testing/internal/unwrap.ts'

const doubles = new Set(['doubleValue', 'asDouble', 'sum', 'min', 'max', 'zeroThreshold', 'quantile', 'value'])
const fromNegativeZero = (value: unknown): unknown => (value === '-0' ? -0 : value)

/**
 * Our JSON in the oracle's words: −0, which has to travel as text, is a number there, and an empty key, which we write
 * because readers rely on it, is left out.
 */
const inWordsOfOracle = (json: unknown): unknown =>
  mapMembers(json, (name, value) => {
    if (doubles.has(name)) return fromNegativeZero(value)
    if (name === 'explicitBounds' && Array.isArray(value)) return value.map(fromNegativeZero)
    return name === 'key' && value === '' ? undefined : value
  })

const payloads = [
  ['js-sdk', 'bin'],
  ['python-sdk', 'bin'],
  ['js-sdk', 'json'],
  ['python-protobuf-names', 'json'],
] as const

const captured = (name: string): Buffer => readFileSync(new URL(`./testdata/${name}`, import.meta.url))

forEachSignal(<Data>(codec: Codec<Data>) => {
  const { signal, readProto, writeProto, readJson, writeJson, everyField, arbitrary, oracle } = codec
  const ourJson = (data: Data): unknown => inWordsOfOracle(JSON.parse(writeJson(data)))

  describe(signal, () => {
    test('a field with nowhere to go: the sample sets every field of the schema', () => {
      const missing = new Set(oracle.fields).difference(oracle.fieldsSetIn(writeProto(everyField())))
      assert.deepEqual([...missing], [])
    })

    test('every field comes back from protobuf', () => {
      assert.deepEqual(readProto(writeProto(everyField())), { ok: true, value: everyField() })
    })

    test('every field comes back from JSON', () => {
      assert.deepEqual(readJson(writeJson(everyField())), { ok: true, value: everyField() })
    })

    test('whatever the model can hold comes back from protobuf and from JSON', () => {
      fc.assert(
        fc.property(arbitrary, data => {
          assert.deepEqual(readProto(writeProto(data)), { ok: true, value: data })
          assert.deepEqual(readJson(writeJson(data)), { ok: true, value: data })
        }),
      )
    })

    test('protobuf.js finds in our protobuf what our JSON says, name by name', () => {
      assert.deepEqual(oracle.json(writeProto(everyField())), ourJson(everyField()))
      fc.assert(fc.property(arbitrary, data => assert.deepEqual(oracle.json(writeProto(data)), ourJson(data))))
    })

    test('protobuf.js writes back the very bytes that we wrote, and we read what it wrote', () => {
      fc.assert(
        fc.property(arbitrary, data => {
          const ours = writeProto(data)
          const theirs = oracle.rewrite(ours)
          assert.deepEqual(Buffer.from(theirs), Buffer.from(ours))
          assert.deepEqual(unwrap(readProto(theirs)), data)
        }),
      )
    })

    const readCaptured = (name: string): Data => {
      const bytes = captured(name)
      return unwrap(name.endsWith('.bin') ? readProto(bytes) : readJson(bytes.toString()))
    }

    for (const [sdk, extension] of payloads) {
      const name = `${sdk}-${signal}.${extension}`
      test(`the captured payload ${name} comes back from both writers`, () => {
        const data = readCaptured(name)
        assert.notDeepEqual(data, unwrap(readJson('{}')))
        assert.deepEqual(unwrap(readProto(writeProto(data))), data)
        assert.deepEqual(unwrap(readJson(writeJson(data))), data)
      })
    }

    test('the same captured in both encodings reads the same', () => {
      assert.deepEqual(readCaptured(`js-sdk-${signal}.json`), readCaptured(`js-sdk-${signal}.bin`))
      assert.deepEqual(readCaptured(`python-protobuf-names-${signal}.json`), readCaptured(`python-sdk-${signal}.bin`))
    })
  })
})

test('a lone surrogate becomes U+FFFD on either path', () => {
  const data = everyField()
  const broken: TracesData = { resourceSpans: data.resourceSpans.map(group => ({ ...group, schemaUrl: 'a\ud83d' })) }
  for (const read of [readTracesProto(writeTracesProto(broken)), readTracesJson(writeTracesJson(broken))]) {
    assert.equal(unwrap(read).resourceSpans[0]?.schemaUrl, 'a\ufffd')
  }
})
