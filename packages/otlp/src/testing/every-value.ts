import type { AnyValue, KeyValue, Resource, Scope } from '../model/common.ts'
import { unixNano } from '../time.ts'

export const attribute = (key: string, value: AnyValue): KeyValue => ({ key, value })
export const text = (value: string): AnyValue => ({ kind: 'string', value })
const int = (value: bigint): AnyValue => ({ kind: 'int', value })
const double = (value: number): AnyValue => ({ kind: 'double', value })

/** 2026-01-02T03:04:05.123456789Z; its last digits are lost by whoever puts a time into a double. */
export const time = (plusNano: bigint) => unixNano(1_767_323_045_123_456_789n + plusNano)

/** Every kind of value, at its ordinary, its empty and its extreme. NaN is left out: it is unequal to itself. */
export const everyValue: readonly KeyValue[] = [
  attribute('empty', { kind: 'empty' }),
  attribute('string', text('plain')),
  attribute('string.empty', text('')),
  attribute('string.unicode', text('\u{feff}grüße, 世界 👩‍🚀 \u0000 \n " \\')),
  attribute('string.long', text('long '.repeat(200))),
  attribute('bool.true', { kind: 'bool', value: true }),
  attribute('bool.false', { kind: 'bool', value: false }),
  attribute('int', int(42n)),
  attribute('int.zero', int(0n)),
  attribute('int.negative', int(-1n)),
  attribute('int.beyond_double', int(9_007_199_254_740_993n)),
  attribute('int.max', int(2n ** 63n - 1n)),
  attribute('int.min', int(-(2n ** 63n))),
  attribute('double', double(0.1)),
  attribute('double.zero', double(0)),
  attribute('double.negative_zero', double(-0)),
  attribute('double.integral', double(3)),
  attribute('double.max', double(Number.MAX_VALUE)),
  attribute('double.min', double(Number.MIN_VALUE)),
  attribute('double.infinity', double(Number.POSITIVE_INFINITY)),
  attribute('double.negative_infinity', double(Number.NEGATIVE_INFINITY)),
  attribute('array', {
    kind: 'array',
    values: [text('a'), int(1n), { kind: 'bool', value: false }, { kind: 'empty' }],
  }),
  attribute('array.empty', { kind: 'array', values: [] }),
  attribute('array.nested', { kind: 'array', values: [{ kind: 'array', values: [{ kind: 'array', values: [] }] }] }),
  attribute('kvlist', {
    kind: 'kvlist',
    entries: [
      attribute('same', int(1n)),
      attribute('same', text('again')),
      attribute('inner', { kind: 'kvlist', entries: [attribute('list', { kind: 'array', values: [double(1.5)] })] }),
    ],
  }),
  attribute('kvlist.empty', { kind: 'kvlist', entries: [] }),
  attribute('bytes', { kind: 'bytes', value: Uint8Array.of(0, 255, 128, 1) }),
  attribute('bytes.empty', { kind: 'bytes', value: new Uint8Array(0) }),
  attribute('twice', text('first')),
  attribute('twice', text('second')),
  attribute('', text('a key may be empty')),
  attribute('ключ', text('a key may be in any alphabet')),
]

/** All that a resource can say. */
export const everyResource: Resource = {
  attributes: [attribute('service.name', text('everything')), ...everyValue],
  droppedAttributesCount: 5,
  entityRefs: [
    {
      schemaUrl: 'https://example.com/entity/1',
      type: 'service',
      idKeys: ['service.name', 'service.instance.id'],
      descriptionKeys: ['service.version'],
    },
    { schemaUrl: '', type: 'host', idKeys: ['host.id'], descriptionKeys: [] },
  ],
}

export const everyScope: Scope = { name: 'scope', version: '1.2.3', attributes: everyValue, droppedAttributesCount: 6 }

export const bareScope: Scope = { name: '', version: '', attributes: [], droppedAttributesCount: 0 }

/** Of the resource and of the scope; what they say is not looked at. */
export const resourceSchemaUrl = 'https://opentelemetry.io/schemas/1.36.0'
export const scopeSchemaUrl = 'https://opentelemetry.io/schemas/1.37.0'
