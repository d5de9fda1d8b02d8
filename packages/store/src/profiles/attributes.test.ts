import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtoWriter } from '@throughline/otlp'
import { profileAttributesMax } from '../limits.ts'
import { readAttributes } from './attributes.ts'
import { readDictionary } from './dictionary.ts'

const noDictionary = readDictionary(new Uint8Array(0))

/** A resource with these attributes: each what is written behind its key. */
function resourceOf(...writeValues: readonly ((writer: ProtoWriter) => void)[]): Uint8Array {
  const writer = ProtoWriter.growing()
  for (const writeValue of writeValues) {
    const attribute = writer.begin(1)
    writer.string(1, 'key')
    const value = writer.begin(2)
    writeValue(writer)
    writer.end(value)
    writer.end(attribute)
  }
  return writer.written()
}

const valuesOf = (resource: Uint8Array) => readAttributes(resource, 1, noDictionary).map(({ value }) => value)

test('a value of each type that a column can have is read', () => {
  const values = valuesOf(
    resourceOf(
      writer => writer.string(1, 'text'),
      writer => writer.bool(2, true),
      writer => writer.varint64(3, -7n),
      writer => writer.double(4, 1.5),
      writer => writer.bytes(7, Uint8Array.of(1, 2)),
    ),
  )
  assert.deepEqual(values, [
    { kind: 'string', value: 'text' },
    { kind: 'bool', value: true },
    { kind: 'int', value: -7n },
    { kind: 'double', value: 1.5 },
    { kind: 'bytes', value: Uint8Array.of(1, 2) },
  ])
})

test('lists, maps and what has no value are left to the bytes of the profile', () => {
  const nested = (field: number) => (writer: ProtoWriter) => writer.end(writer.begin(field))
  assert.deepEqual(
    valuesOf(
      resourceOf(
        nested(5),
        nested(6),
        () => {},
        writer => writer.bool(2, false),
      ),
    ),
    [{ kind: 'bool', value: false }],
  )
})

test('a text that the dictionary has not is empty', () => {
  assert.deepEqual(valuesOf(resourceOf(writer => writer.varint(8, 3))), [{ kind: 'string', value: '' }])
})

test('as many attributes are read as may be', () => {
  const attributes = Array.from(
    { length: profileAttributesMax + 1 },
    () => (writer: ProtoWriter) => writer.bool(2, true),
  )
  assert.equal(valuesOf(resourceOf(...attributes.slice(1))).length, profileAttributesMax)
  assert.equal(valuesOf(resourceOf(...attributes)).length, profileAttributesMax)
})
