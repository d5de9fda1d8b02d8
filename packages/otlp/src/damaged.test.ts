import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Codec, forEachSignal } from './testing/internal/codec.ts'
import { mutate, mutation } from './testing/internal/mutation.ts'
import { unwrap, unwrapError } from './testing/internal/unwrap.ts'

/** What can break a JSON text, or a value in it. */
const piece = fc.constantFrom('', '"', '{', '}', '[', ']', ',', 'null', '-1', '1e999', '"\\ud800"', '9'.repeat(20))

/** Any JSON whose members have names that mean something. */
const jsonWith = (names: readonly string[]): fc.Arbitrary<unknown> =>
  fc.letrec(tie => ({
    any: fc.oneof(
      { maxDepth: 8 },
      fc.constantFrom(null, true, 0, -1, 1.5, 2 ** 60, '', 'ab', 'NaN'),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie('any')),
    ),
  })).any

forEachSignal(<Data>(codec: Codec<Data>) => {
  const { signal, readProto, writeProto, readJson, writeJson, everyField, oracle } = codec

  describe(signal, () => {
    test('a payload cut anywhere is refused or shorter, and the sentence names a byte inside it', () => {
      const bytes = writeProto(everyField())
      for (let length = 0; length < bytes.length; length++) {
        const result = readProto(bytes.subarray(0, length))
        if (length === 0) assert.ok(result.ok)
        else assert.ok(Number(/^byte (\d+) /.exec(unwrapError(result))?.[1]) <= length)
      }
    })

    test('damaged bytes give a sentence, or what can be written and read again', () => {
      const valid = writeProto(everyField())
      fc.assert(
        fc.property(fc.array(mutation, { minLength: 1, maxLength: 5 }), mutations => {
          const result = readProto(mutations.reduce<Uint8Array>((bytes, one) => mutate(bytes, one), valid))
          if (result.ok) assert.deepEqual(unwrap(readProto(writeProto(result.value))), result.value)
          else assert.match(result.error, /^byte \d+ (is|begins|announces) /)
        }),
        { numRuns: 500 },
      )
    })

    test('any bytes at all give a sentence or a value', () => {
      fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), bytes => assert.doesNotThrow(() => readProto(bytes))))
    })

    test('damaged texts give a sentence, or what can be written and read again', () => {
      const valid = writeJson(everyField())
      fc.assert(
        fc.property(fc.nat({ max: valid.length }), fc.nat({ max: 30 }), piece, (at, length, inserted) => {
          const result = readJson(valid.slice(0, at) + inserted + valid.slice(at + length))
          if (result.ok) assert.deepEqual(unwrap(readJson(writeJson(result.value))), result.value)
          else assert.notEqual(result.error, '')
        }),
        { numRuns: 500 },
      )
    })

    test('any JSON at all gives a sentence or a value', () => {
      const names = [...new Set(oracle.fields.map(field => field.slice(field.indexOf('.') + 1)))]
      const text = jsonWith(names).map(json => JSON.stringify(json))
      fc.assert(fc.property(text, json => assert.doesNotThrow(() => readJson(json))))
    })
  })
})
