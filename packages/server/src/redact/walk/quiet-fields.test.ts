import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type AnyValue, writeLogsProto, writeMetricsProto, writeTracesProto } from '@throughline/otlp'
import { everyField, everyFieldOfLogs, everyFieldOfMetrics } from '@throughline/otlp/testing'
import fc from 'fast-check'
import { looked } from '../keys/key-rules.ts'
import { createRules } from '../rules.ts'
import { settingsWith, spanRequest, text } from '../testing/redact.ts'
import { layouts } from './layouts.ts'
import { createWalker, type Judge } from './walker.ts'

const { named } = createRules(settingsWith({}))
const byRule = { ...looked, rule: named('masked') }
const verdicts = {
  ignored: { ...looked, isIgnored: true },
  removed: { ...looked, isRemoval: true, rule: named('removed') },
  masked: { ...byRule, within: byRule },
}

/** Judges by the first letter of a text, and notes what it is asked to take away or put elsewhere. */
function judging() {
  const asked: string[] = []
  const textOf = (bytes: Uint8Array, start: number, end: number) => Buffer.from(bytes.subarray(start, end)).toString()
  const isClean: Judge['isClean'] = (bytes, start) => bytes[start] !== 'x'.charCodeAt(0)
  const judge: Judge = {
    keyless: looked,
    verdictOf: (bytes, start, end) => verdicts[textOf(bytes, start, end) as keyof typeof verdicts] ?? looked,
    isClean,
    text(bytes, start, end, verdict) {
      if (verdict.rule === undefined && isClean(bytes, start, end, verdict)) return undefined
      asked.push(textOf(bytes, start, end))
      return Buffer.from('*'.repeat(end - start > 100 ? 200 : 2))
    },
    scalar: () => Buffer.from('*'),
    removed: () => asked.push('removed'),
    removedRecording: () => asked.push('recording'),
  }
  return { judge, asked }
}

/** What becomes of a request, with the shortcut past quiet fields and without any. */
function assertSame(signal: keyof typeof layouts, request: Uint8Array): void {
  const short = judging()
  const long = judging()
  const result = createWalker(short.judge)(layouts[signal], request)
  assert.deepEqual(result, createWalker(long.judge, (_steps, _bytes, start) => start)(layouts[signal], request))
  assert.deepEqual(short.asked, long.asked)
}

const requests = {
  traces: writeTracesProto(everyField()),
  logs: writeLogsProto(everyFieldOfLogs()),
  metrics: writeMetricsProto(everyFieldOfMetrics()),
} as const
const signal = fc.constantFrom('traces', 'logs', 'metrics')
const damage = fc.tuple(fc.nat(), fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 1, 8, 10, 18, 127, 128, 255)))

/** Texts on both sides of the lengths at which a prefix grows. */
const anyText = fc
  .tuple(fc.constantFrom('', 'a', 'x'), fc.constantFrom(0, 1, 80, 126, 127, 128, 129, 16_382, 16_383, 16_384))
  .map(([first, length]) => first + 'b'.repeat(length))
const value: fc.Arbitrary<AnyValue> = fc.oneof(
  anyText.map(text),
  fc.constantFrom<AnyValue>({ kind: 'empty' }, { kind: 'bool', value: true }, { kind: 'double', value: 0.5 }),
  fc.constantFrom(0n, 127n, 128n, 2n ** 62n, -1n).map((each): AnyValue => ({ kind: 'int', value: each })),
  anyText.map((each): AnyValue => ({ kind: 'array', values: [text(each)] })),
  anyText.map((each): AnyValue => ({ kind: 'bytes', value: Buffer.from(each) })),
)
const key = fc.oneof(fc.constantFrom('', 'a', ...Object.keys(verdicts)), anyText)
const attributes = fc.array(fc.record({ key, value }), { maxLength: 5 })

it('what is passed over is what the walker would have let be', () => {
  fc.assert(
    fc.property(attributes, anyText, (all, name) => assertSame('traces', spanRequest({ attributes: all, name }))),
    { numRuns: 1000 },
  )
})

it('what is damaged is refused, or redacted, as by the walker alone', () => {
  fc.assert(
    fc.property(signal, fc.array(damage, { minLength: 1, maxLength: 4 }), (which, damages) => {
      const damaged = requests[which].slice()
      for (const [at, byte] of damages) damaged[at % damaged.length] = byte
      assertSame(which, damaged)
    }),
    { numRuns: 5000 },
  )
})

it('what is cut anywhere is refused with the same byte', () => {
  for (const which of ['traces', 'logs', 'metrics'] as const) {
    for (let length = 0; length < requests[which].length; length++)
      assertSame(which, requests[which].subarray(0, length))
  }
})

it('a length may have a zero byte that it does not need', () => {
  const [tag, x] = [(5 << 3) | 2, 'x'.charCodeAt(0)]
  const attribute = [0x0a, 0x81, 0x00, 'a'.charCodeAt(0), 0x12, 0x84, 0x00, 0x0a, 0x81, 0x00, x]
  const span = [tag, 0x81, 0x00, x, (9 << 3) | 2, attribute.length | 0x80, 0x00, ...attribute]
  const within = (field: number, content: readonly number[]) => [(field << 3) | 2, content.length, ...content]
  const request = Uint8Array.from(within(1, within(2, within(2, span))))
  assertSame('traces', request)
  const { judge, asked } = judging()
  assert.ok(createWalker(judge)(layouts.traces, request).ok)
  assert.deepEqual(asked, ['x', 'x'])
})
