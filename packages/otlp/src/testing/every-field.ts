import type { SpanId, TraceId } from '../model/common.ts'
import type { Span, TracesData } from '../model/traces.ts'
import { unixNano } from '../time.ts'
import {
  attribute,
  bareScope,
  everyResource,
  everyScope,
  everyValue,
  resourceSchemaUrl,
  scopeSchemaUrl,
  text,
  time,
} from './every-value.ts'

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
        resource: everyResource,
        scopeSpans: [
          {
            scope: everyScope,
            spans: [fullSpan, bareSpan],
            schemaUrl: scopeSchemaUrl,
          },
          {
            scope: bareScope,
            spans: [futureSpan],
            schemaUrl: '',
          },
        ],
        schemaUrl: resourceSchemaUrl,
      },
    ],
  })
