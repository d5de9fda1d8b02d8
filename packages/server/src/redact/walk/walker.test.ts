import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type AnyValue,
  anyValueDepthMax,
  type KeyValue,
  ProtoWriter,
  readLogsProto,
  readMetricsProto,
  readTracesProto,
  writeLogsProto,
  writeMetricsProto,
  writeTracesProto,
} from '@throughline/otlp'
import { everyField, everyFieldOfLogs, everyFieldOfMetrics } from '@throughline/otlp/testing'
import fc from 'fast-check'
import type { Signal } from '../../pipeline/payload.ts'
import { redactedAttributes, redactedBody, redactorWith, spanOf, spanRequest, text, unwrap } from '../testing/redact.ts'

const leak = 'https://joe:pw@host/'
const clean = 'https://****@host/'

/** The same data with the leak in each of its texts but ids. */
function leaking<T>(data: T): T {
  const copy = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return /Id$|^kind$/.test(name) ? value : leak
    if (Array.isArray(value)) return value.map(each => copy(each, name))
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member, key)]))
  }
  return copy(data, '') as T
}

/** Names of the members that still hold the leak, each with that of the member around it. */
function leaks(data: unknown, path: readonly string[] = []): Set<string> {
  if (data === leak) return new Set([path.slice(-2).join('.')])
  if (typeof data !== 'object' || data === null) return new Set()
  const members = Array.isArray(data) ? data.map(each => leaks(each, path)) : membersOf(data, path)
  return members.reduce((all, some) => all.union(some), new Set<string>())
}

const membersOf = (data: object, path: readonly string[]) =>
  Object.entries(data).map(([name, member]) => leaks(member, [...path, name]))

describe('every text of a request is looked at, but what no person has written:', () => {
  const redact = (signal: Signal, bytes: Uint8Array) => unwrap(redactorWith().redact(signal, bytes))
  const ofAll = [
    'attributes.key',
    'entries.key',
    'resourceX.schemaUrl',
    'scopeX.schemaUrl',
    'scope.name',
    'scope.version',
  ]
  const ofEntities = ['descriptionKeys', 'idKeys', 'schemaUrl', 'type'].map(name => `entityRefs.${name}`)
  const expected = (signal: string, ...others: string[]) =>
    new Set([...ofAll, ...ofEntities, ...others].map(path => path.replace('X', signal)))

  it('of traces keys, names of scopes, schemas and states', () => {
    const data = readTracesProto(redact('traces', writeTracesProto(leaking(everyField()))))
    assert.deepEqual(leaks(unwrap(data)), expected('Spans', 'spans.traceState', 'links.traceState'))
  })

  it('of logs keys, names of scopes, schemas and severities', () => {
    const data = readLogsProto(redact('logs', writeLogsProto(leaking(everyFieldOfLogs()))))
    assert.deepEqual(leaks(unwrap(data)), expected('Logs', 'logRecords.severityText'))
  })

  it('of metrics keys, names of scopes, schemas, and what a metric is', () => {
    const data = readMetricsProto(redact('metrics', writeMetricsProto(leaking(everyFieldOfMetrics()))))
    const ofMetric = ['name', 'description', 'unit'].map(name => `metrics.${name}`)
    assert.deepEqual(leaks(unwrap(data)), expected('Metrics', ...ofMetric, 'filteredAttributes.key', 'metadata.key'))
  })
})

const value = fc.letrec<{ value: AnyValue; pair: KeyValue }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 5 },
    fc.constant<AnyValue>({ kind: 'empty' }),
    fc.constantFrom('', 'plain', leak, `see ${leak} and ${leak}`, 'x'.repeat(200)).map(text),
    fc.constant<AnyValue>({ kind: 'bytes', value: Uint8Array.of(1, 2) }),
    fc.boolean().map((each): AnyValue => ({ kind: 'bool', value: each })),
    fc.bigInt({ min: -9n, max: 2n ** 60n }).map((each): AnyValue => ({ kind: 'int', value: each })),
    fc.double({ noNaN: true }).map((each): AnyValue => ({ kind: 'double', value: each })),
    fc.array(tie('value'), { maxLength: 4 }).map((values): AnyValue => ({ kind: 'array', values })),
    fc.array(tie('pair'), { maxLength: 4 }).map((entries): AnyValue => ({ kind: 'kvlist', entries })),
  ),
  pair: fc.record(
    { key: fc.constantFrom('', 'a', 'url.full', 'password', 'ignored', 'k'.repeat(300)), value: tie('value') },
    { noNullPrototype: true },
  ),
}))
const attributes = fc.array(value.pair, { maxLength: 6 })

/** What the walker does, in the slowest way. */
function slowly({ key, value }: KeyValue): KeyValue {
  if (key === 'ignored') return { key, value }
  return { key, value: key === 'password' ? masked(value) : cleaned(value) }
}

function cleaned(value: AnyValue): AnyValue {
  if (value.kind === 'string') return text(value.value.replaceAll(leak, clean))
  if (value.kind === 'array') return { kind: 'array', values: value.values.map(cleaned) }
  return value.kind === 'kvlist' ? { kind: 'kvlist', entries: value.entries.map(slowly) } : value
}

function masked(value: AnyValue): AnyValue {
  if (value.kind === 'empty') return value
  if (value.kind === 'bytes') return { kind: 'bytes', value: new TextEncoder().encode('****') }
  if (value.kind === 'array') return { kind: 'array', values: value.values.map(masked) }
  if (value.kind !== 'kvlist') return text('****')
  return { kind: 'kvlist', entries: value.entries.map(({ key, value }) => ({ key, value: masked(value) })) }
}

describe('a request', () => {
  const redactor = redactorWith({ ignored_keys: ['ignored'] })

  it('differs in what is redacted, and in nothing else', () => {
    fc.assert(
      fc.property(attributes, attributes, (ofSpan, ofEvent) => {
        const event = { timeUnixNano: spanOf(spanRequest({})).startTimeUnixNano, name: 'e', droppedAttributesCount: 1 }
        const members = { attributes: ofSpan, events: [{ ...event, attributes: ofEvent }], name: leak }
        const request = spanRequest(members)
        const expected = {
          ...spanOf(request),
          attributes: ofSpan.map(slowly),
          events: [{ ...event, attributes: ofEvent.map(slowly) }],
          name: clean,
        }
        assert.deepEqual(spanOf(unwrap(redactor.redact('traces', request))), expected)
      }),
    )
  })

  it('that was redacted is the very same after a second time', () => {
    fc.assert(
      fc.property(attributes, all => {
        const once = unwrap(redactor.redact('traces', spanRequest({ attributes: all })))
        assert.equal(unwrap(redactor.redact('traces', once)), once)
      }),
    )
  })

  it('that is cut anywhere is refused, with the byte', () => {
    for (const bytes of [writeTracesProto(everyField()), writeTracesProto(leaking(everyField()))]) {
      for (let length = 1; length < bytes.length; length++) {
        const result = redactor.redact('traces', bytes.subarray(0, length))
        assert.match(result.ok ? '' : result.error, /^byte \d+ (is|begins|announces) /)
      }
    }
  })

  it('that is damaged is refused, or can be read as well as before', () => {
    const bytes = writeTracesProto(leaking(everyField()))
    const damage = fc.tuple(
      fc.nat({ max: bytes.length - 1 }),
      fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 127, 128, 255)),
    )
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), damages => {
        const damaged = bytes.slice()
        for (const [at, byte] of damages) damaged[at] = byte
        const result = redactor.redact('traces', damaged)
        if (result.ok && readTracesProto(damaged).ok) unwrap(readTracesProto(result.value))
      }),
      { numRuns: 1000 },
    )
  })

  it('of any bytes at all is refused or goes on', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('traces', 'metrics', 'logs', 'profiles'),
        (bytes, signal) => assert.doesNotThrow(() => redactor.redact(signal, bytes)),
      ),
    )
  })

  it('may nest its values as deep as OTLP is read, and no deeper', () => {
    const nested = (depth: number): AnyValue =>
      depth === 1 ? text(leak) : { kind: 'array', values: [nested(depth - 1)] }
    assert.match(JSON.stringify(redactedBody(redactor, nested(anyValueDepthMax))), /\*{4}@host/)
    const request = spanRequest({ attributes: [{ key: 'a', value: nested(anyValueDepthMax + 1) }] })
    const result = redactor.redact('traces', request)
    assert.match(result.ok ? '' : result.error, /begins a value nested deeper than 31$/)
  })
})

/** A request with one span, whose fields `write` writes. */
function written(write: (writer: ProtoWriter) => void): Uint8Array {
  const writer = ProtoWriter.growing()
  const marks = [1, 2, 2].map(field => writer.begin(field))
  write(writer)
  for (const mark of marks.reverse()) writer.end(mark)
  return writer.written()
}

describe('a pair', () => {
  const firstValue = (bytes: Uint8Array) => spanOf(unwrap(redactorWith().redact('traces', bytes))).attributes[0]?.value

  it('may have its key behind its value', () => {
    const bytes = written(writer => {
      const pair = writer.begin(9)
      const value = writer.begin(2)
      writer.string(1, 'hunter2')
      writer.end(value)
      writer.string(1, 'password')
      writer.end(pair)
    })
    assert.deepEqual(firstValue(bytes), text('****'))
  })

  it('may have several values, none of which is passed over', () => {
    const bytes = written(writer => {
      const pair = writer.begin(9)
      writer.string(1, 'password')
      for (const secret of ['hunter2', 'hunter3']) {
        const value = writer.begin(2)
        writer.string(1, secret)
        writer.string(1, secret)
        writer.end(value)
      }
      writer.end(pair)
    })
    assert.ok(!Buffer.from(unwrap(redactorWith().redact('traces', bytes))).includes('hunter'))
  })

  it('may have several keys, of which the last one counts', () => {
    const bytes = written(writer => {
      const pair = writer.begin(9)
      for (const key of ['a', 'password']) writer.string(1, key)
      const value = writer.begin(2)
      writer.string(1, 'hunter2')
      writer.end(value)
      writer.end(pair)
    })
    assert.deepEqual(firstValue(bytes), text('****'))
  })
})

describe('attributes', () => {
  const pairs = [
    { key: 'http.route', value: text('/a') },
    { key: 'user.email', value: text('joe@example.com') },
    { key: 'body', value: { kind: 'kvlist', entries: [{ key: 'user.email', value: text('joe') }] } as const },
  ]

  it('that are not allowed go, whatever is inside of those that are', () => {
    const redactor = redactorWith({ allowed_keys: ['http.*', 'body'] })
    assert.deepEqual(redactedAttributes(redactor, pairs), [pairs[0], pairs[2]])
    // The resource's service.name is not allowed either.
    assert.equal(redactor.stats().redacted.not_allowed, 2)
  })

  it('of blocked keys go where the action is to remove', () => {
    const redactor = redactorWith({ blocked_keys: ['user.*'], actions: { blocked_key: 'remove' } })
    const body = { key: 'body', value: { kind: 'kvlist', entries: [] } }
    assert.deepEqual(redactedAttributes(redactor, pairs), [pairs[0], body])
    assert.equal(redactor.stats().redacted.blocked_key, 2)
  })
})
