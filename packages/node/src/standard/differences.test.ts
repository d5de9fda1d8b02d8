/** Where programs come to something else with OpenTelemetry's SDK than with ours, on purpose. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api'
import { onSpan, type PlainSpan, type Program, runOfficial, runOurs } from '../testing/both-sdks.ts'

const wrong = (value: unknown) => value as never
const remote: SpanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }

const different: Record<
  string,
  { program: Program; read: (span: PlainSpan) => unknown; official: unknown; ours: unknown }
> = {
  'integers of 64 bits, which OTLP has a place for': {
    program: onSpan(span => span.setAttribute('big', 2n ** 60n)),
    read: ({ attributes }) => attributes,
    official: {},
    ours: { big: 2n ** 60n },
  },
  'the part of a value that cannot travel is left out, and not all of it': {
    program: onSpan(span => span.setAttributes({ map: { a: 1, f: () => {}, d: new Date() }, list: [1, () => {}] })),
    read: ({ attributes }) => attributes,
    official: {},
    ours: { map: { a: 1 }, list: [1, null] },
  },
  'maps in the attributes of an event, which the specification allows by now': {
    program: onSpan(span => span.addEvent('event', { map: { a: 1 } })),
    read: ({ events }) => events[0]?.attributes,
    official: {},
    ours: { map: { a: 1 } },
  },
  'only what is above a limit is counted as dropped, as the specification defines it': {
    program: tracer => tracer.startSpan('work', { attributes: { '': 1, f: () => {} } }).end(),
    read: ({ dropped }) => dropped[0],
    official: 2,
    ours: 0,
  },
  'what a link says of itself to have lost': {
    program: onSpan(span => span.addLink({ context: remote, droppedAttributesCount: 3 })),
    read: ({ links }) => links[0]?.droppedAttributesCount,
    official: 0,
    ours: 3,
  },
  'the type of an exception is its class, as the conventions say, also where it has a code': {
    program: onSpan(span => span.recordException(Object.assign(new RangeError('far'), { code: 'E_FAR' }))),
    read: ({ events }) => events[0]?.attributes['exception.type'],
    official: 'E_FAR',
    ours: 'RangeError',
  },
  'the causes of an exception': {
    program: onSpan(span => span.recordException({ ...new Error('x'), name: 'E', stack: 'E: x', cause: 'y' } as Error)),
    read: ({ events }) => events[0]?.attributes['exception.stacktrace'],
    official: 'E: x',
    ours: 'E: x\n  [cause]: y',
  },
  'whatever is thrown leaves its event': {
    program: onSpan(span => span.recordException(wrong(0))),
    read: ({ events }) => events.map(event => event.attributes),
    official: [],
    ours: [{ 'exception.message': '0' }],
  },
  'a status that does not exist': {
    program: onSpan(span => span.setStatus({ code: wrong(99) })),
    read: ({ status }) => status,
    official: { code: 99 },
    ours: { code: 0 },
  },
  'a status message that is an error': {
    program: onSpan(span => span.setStatus({ code: 2, message: wrong(new Error('no')) })),
    read: ({ status }) => status,
    official: { code: 2 },
    ours: { code: 2, message: 'Error: no' },
  },
  'ids in capitals, which W3C forbids': {
    program: tracer =>
      tracer.startSpan('work', {}, trace.setSpanContext(ROOT_CONTEXT, { ...remote, spanId: 'B7AD6B7169203331' })).end(),
    read: ({ parent }) => parent?.spanId,
    official: 'B7AD6B7169203331',
    ours: undefined,
  },
}

describe("a program comes to something else with ours than with OpenTelemetry's SDK:", () => {
  for (const [what, { program, read, official, ours }] of Object.entries(different)) {
    test(what, () => {
      assert.deepEqual(runOfficial(program).spans.map(read), [official])
      assert.deepEqual(runOurs(program).spans.map(read), [ours])
    })
  }
})
