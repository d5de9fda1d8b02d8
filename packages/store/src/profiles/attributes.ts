import type { AnyValue, KeyValue, ProtoReader } from '@throughline/otlp'
import { profileAttributesMax } from '../limits.ts'
import type { Dictionary } from './dictionary.ts'
import { readFields } from './read-fields.ts'

/** The attributes in that field of a resource or a scope, for columns: the first of them, without lists and maps. */
export function readAttributes(owner: Uint8Array, field: number, dictionary: Dictionary): readonly KeyValue[] {
  const attributes: KeyValue[] = []
  readFields(owner, {
    [field]: reader => {
      const message = reader.bytes()
      if (attributes.length < profileAttributesMax) attributes.push(readKeyValue(message, dictionary))
    },
  })
  return attributes.filter(({ value }) => value !== notForColumns)
}

const notForColumns: AnyValue = { kind: 'empty' }

/**
 * `KeyValue` as profiles have it: key and text may stand in the dictionary.
 *
 * Source: opentelemetry-proto 1.11, `common/v1/common.proto`.
 */
function readKeyValue(message: Uint8Array, dictionary: Dictionary): KeyValue {
  let key = ''
  let value = notForColumns
  readFields(message, {
    1: reader => {
      key = reader.string()
    },
    2: reader => {
      value = readValue(reader.bytes(), dictionary)
    },
    3: reader => {
      key = dictionary.stringAt(reader.int32())
    },
  })
  return { key, value }
}

function readValue(message: Uint8Array, dictionary: Dictionary): AnyValue {
  let value = notForColumns
  const take = (read: (reader: ProtoReader) => AnyValue) => (reader: ProtoReader) => {
    value = read(reader)
  }
  readFields(message, {
    1: take(reader => ({ kind: 'string', value: reader.string() })),
    2: take(reader => ({ kind: 'bool', value: reader.bool() })),
    3: take(reader => ({ kind: 'int', value: reader.int64() })),
    4: take(reader => ({ kind: 'double', value: reader.double() })),
    7: take(reader => ({ kind: 'bytes', value: reader.bytes() })),
    8: take(reader => ({ kind: 'string', value: dictionary.stringAt(reader.int32()) })),
  })
  return value
}
