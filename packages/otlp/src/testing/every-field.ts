import type { AnyValue, KeyValue, Span, SpanId, TraceId, TracesData } from '../model.ts'
import { unixNano } from '../time.ts'

const attribute = (key: string, value: AnyValue): KeyValue => ({ key, value })
const text = (value: string): AnyValue => ({ kind: 'string', value })
const int = (value: bigint): AnyValue => ({ kind: 'int', value })
const double = (value: number): AnyValue => ({ kind: 'double', value })

/** 2026-01-02T03:04:05.123456789Z; its last digits are lost by whoever puts a time into a double. */
const time = (plusNano: bigint) => unixNano(1_767_323_045_123_456_789n + plusNano)

/** Every kind of value, at its ordinary, its empty and its extreme. NaN is left out: it is unequal to itself. */
const everyValue: readonly KeyValue[] = [
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

const fullSpan: Span = {
  traceId: '0af7651916cd43dd8448eb211c80319c' as TraceId,
  spanId: 'b7ad6b7169203331' as SpanId,
  traceState: 'vendor=1,other=t61rcWkgMzE',
  parentSpanId: '00f067aa0ba902b7' as SpanId,
  flags: 0x80000301,
  name: 'GET /everything',
  kind: 2,
  startTimeUnixNano: time(0n),
  endTimeUnixNano: time(1_921_334_112n),
  attributes: everyValue,
  droppedAttributesCount: 1,
  events: [
    {
      timeUnixNano: time(1n),
      name: 'exception',
      attributes: [attribute('exception.type', text('TimeoutError')), ...everyValue],
      droppedAttributesCount: 2,
    },
    { timeUnixNano: time(2n), name: '', attributes: [], droppedAttributesCount: 0 },
  ],
  droppedEventsCount: 3,
  links: [
    {
      traceId: 'ffffffffffffffffffffffffffffffff' as TraceId,
      spanId: 'eeeeeeeeeeeeeeee' as SpanId,
      traceState: 'link=1',
      attributes: everyValue,
      droppedAttributesCount: 4,
      flags: 0x101,
    },
  ],
  droppedLinksCount: 2 ** 32 - 1,
  status: { code: 2, message: 'the user database did not answer' },
}

/** Ids and times only: every other field at its default. */
const bareSpan: Span = {
  traceId: fullSpan.traceId,
  spanId: '0000000000000001' as SpanId,
  traceState: '',
  parentSpanId: '' as SpanId,
  flags: 0,
  name: '',
  kind: 0,
  startTimeUnixNano: time(5n),
  endTimeUnixNano: time(5n),
  attributes: [],
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  status: { code: 0, message: '' },
}

/** Numbers that later versions of the protocol may name, and the largest time there is. */
const futureSpan: Span = {
  ...bareSpan,
  spanId: 'ffffffffffffffff' as SpanId,
  kind: 77,
  endTimeUnixNano: unixNano(2n ** 64n - 1n),
  status: { code: 9, message: '' },
}

/**
 * Traces that hold every field of every message with a value other than its default, and besides them the awkward
 * cases: what goes in must come out, whatever the path. Each call gives a new object.
 */
export const everyField = (): TracesData =>
  structuredClone({
    resourceSpans: [
      {
        resource: {
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
        },
        scopeSpans: [
          {
            scope: { name: 'scope', version: '1.2.3', attributes: everyValue, droppedAttributesCount: 6 },
            spans: [fullSpan, bareSpan],
            schemaUrl: 'https://opentelemetry.io/schemas/1.37.0',
          },
          {
            scope: { name: '', version: '', attributes: [], droppedAttributesCount: 0 },
            spans: [futureSpan],
            schemaUrl: '',
          },
        ],
        schemaUrl: 'https://opentelemetry.io/schemas/1.36.0',
      },
    ],
  })
