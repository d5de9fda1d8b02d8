import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ProtoWriter,
  type Result,
  readLogsProto,
  readMetricsProto,
  readTracesProto,
  writeLogsProto,
  writeMetricsProto,
  writeTracesProto,
} from '@throughline/otlp'
import { everyField, everyFieldOfLogs, everyFieldOfMetrics } from '@throughline/otlp/testing'
import fc from 'fast-check'
import { admit } from '../pipeline/admit.ts'
import { type Payload, type Signal, signals } from '../pipeline/payload.ts'
import { aSpan, tracesOf } from '../testing/traces.ts'
import { halve } from './halve.ts'
import { spanNamesOf, spansNamed } from './testing/spans.ts'

function unwrap<Value>(result: Result<Value>): Value {
  assert.ok(result.ok, result.ok ? '' : result.error)
  return result.value
}

const countOf = ({ signal, bytes }: Payload): number => unwrap(admit(signal, bytes)).payload.itemCount

/** Down to requests of single items. */
const singles = (payload: Payload): readonly Payload[] => halve(payload)?.flatMap(singles) ?? [payload]

/** The items of a message, each with what stands around it. */
function rowsOf(message: object, [key, ...below]: readonly string[]): readonly unknown[] {
  if (key === undefined) return [message]
  const { [key]: inner, ...around } = message as Record<string, object | object[] | undefined>
  return [inner ?? []].flat().flatMap(one => rowsOf(one, below).map(row => [around, row]))
}

const models = {
  traces: {
    keys: ['resourceSpans', 'scopeSpans', 'spans'],
    read: readTracesProto,
    sample: writeTracesProto(everyField()),
  },
  metrics: {
    keys: ['resourceMetrics', 'scopeMetrics', 'metrics', 'data', 'dataPoints'],
    read: readMetricsProto,
    sample: writeMetricsProto(everyFieldOfMetrics()),
  },
  logs: {
    keys: ['resourceLogs', 'scopeLogs', 'logRecords'],
    read: readLogsProto,
    sample: writeLogsProto(everyFieldOfLogs()),
  },
} as const

function rowsIn({ signal, bytes }: Payload): readonly unknown[] {
  assert.ok(signal !== 'profiles')
  const { keys, read } = models[signal]
  return rowsOf(unwrap<object>(read(bytes)), keys)
}

for (const signal of ['traces', 'metrics', 'logs'] as const) {
  test(`${signal} with every field are split down to single ones, each under what it was under`, () => {
    const bytes = models[signal].sample
    const whole = { signal, bytes, itemCount: 0 }
    const parts = singles(whole)
    assert.ok(parts.length > 1)
    for (const part of parts) assert.deepEqual([part.itemCount, countOf(part)], [1, 1])
    assert.deepEqual(parts.flatMap(rowsIn), rowsIn(whole))
  })
}

const groupsOfNames = fc.array(fc.array(fc.string(), { maxLength: 8 }), { minLength: 1, maxLength: 4 })

test('however spans are grouped, none is lost or moved, and the same request is split the same way', () => {
  fc.assert(
    fc.property(groupsOfNames, groups => {
      const requests = groups.map((names, at) =>
        tracesOf(
          names.map(name => aSpan({ name })),
          `service ${at}`,
        ),
      )
      const bytes = Buffer.concat(requests.map(writeTracesProto))
      const whole: Payload = { signal: 'traces', bytes, itemCount: groups.flat().length }
      const halves = halve(whole) ?? [whole]
      assert.deepEqual(halves.flatMap(rowsIn), rowsIn(whole))
      assert.deepEqual(
        halves.map(countOf),
        halves.map(({ itemCount }) => itemCount),
      )
      assert.deepEqual(singles(whole).flatMap(rowsIn), rowsIn(whole))
      assert.deepEqual(singles(whole), singles(whole))
    }),
    { numRuns: 200 },
  )
})

test('halves have about the same size', () => {
  const whole = spansNamed(...Array.from({ length: 1000 }, (_, at) => `span ${at}`))
  const sizes = halve(whole)?.map(({ bytes }) => bytes.length) ?? []
  assert.equal(sizes.length, 2)
  for (const size of sizes) assert.ok(Math.abs(size - whole.bytes.length / 2) < 200, `${size} bytes`)
})

test('a span that is larger than all others together is split off', () => {
  for (const names of [
    ['a'.repeat(1000), 'b', 'c'],
    ['b', 'c', 'a'.repeat(1000)],
  ]) {
    const parts = halve(spansNamed(...names))?.map(({ bytes }) => spanNamesOf(bytes))
    assert.deepEqual(parts?.flat(), names)
    assert.ok(parts?.some(part => part.length === 1 && part[0]?.length === 1000))
  }
})

test('profiles keep their dictionary in both halves', () => {
  const nested = (field: number, ...contents: readonly Uint8Array[]): Uint8Array => {
    const writer = ProtoWriter.growing()
    for (const content of contents) writer.bytes(field, content)
    return writer.written()
  }
  const profile = (id: number) => nested(7, Buffer.alloc(16, id))
  const dictionary = nested(2, nested(5, Buffer.from('main')))
  const requestOf = (...ids: readonly number[]) => nested(1, nested(2, nested(2, ...ids.map(profile))))
  const halves = halve({ signal: 'profiles', bytes: Buffer.concat([requestOf(1, 2), dictionary]), itemCount: 2 })
  assert.deepEqual(
    halves?.map(({ bytes }) => Buffer.from(bytes)),
    [1, 2].map(id => Buffer.concat([dictionary, requestOf(id)])),
  )
})

test('what has no two items is not split: nothing, a single one, or bytes that are no message', () => {
  for (const signal of signals) {
    for (const bytes of [Buffer.alloc(0), Buffer.from('rubbish')]) {
      assert.equal(halve({ signal, bytes, itemCount: 0 }), undefined)
    }
  }
  assert.equal(halve(spansNamed('a')), undefined)
  const empty = writeTracesProto(tracesOf([]))
  assert.equal(halve({ signal: 'traces', bytes: Buffer.concat([empty, empty]), itemCount: 0 }), undefined)
})

test('a metric whose points came in two pieces of its kind stays whole', () => {
  const bytes = (signal: Signal, ...fields: readonly [number, Uint8Array][]): Payload => {
    const metric = ProtoWriter.growing()
    for (const [field, content] of fields) metric.bytes(field, content)
    const groups = [2, 2, 1].reduce<Uint8Array>((inner, field) => {
      const writer = ProtoWriter.growing()
      writer.bytes(field, inner)
      return writer.written()
    }, metric.written())
    return { signal, bytes: groups, itemCount: 2 }
  }
  const onePoint = Buffer.from([0x0a, 0x09, 0x19, 1, 0, 0, 0, 0, 0, 0, 0])
  assert.equal(halve(bytes('metrics', [5, onePoint], [5, onePoint])), undefined)
  assert.equal(halve(bytes('metrics', [5, Buffer.concat([onePoint, onePoint])]))?.length, 2)
})
