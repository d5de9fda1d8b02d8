import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alwaysOff, alwaysOn, parentBased, traceIdRatio } from '../sampling/head-sampler.ts'
import type { Environment } from './environment.ts'
import { readSettings } from './read-settings.ts'

const read = (environment: Environment) => readSettings({}, environment)

/** What is used of a variable, without a word on stderr. */
function used<T>(pick: (settings: ReturnType<typeof read>['settings']) => T, environment: Environment): T {
  const { settings, complaints } = read(environment)
  assert.deepEqual(complaints, [])
  return pick(settings)
}

describe('a sampler', () => {
  test('takes a ratio from 0 to 1, both included', () => {
    const ratio = (text: string) => ({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: text })
    for (const [text, expected] of [
      ['0', alwaysOff],
      ['1', traceIdRatio(1)],
      ['1e-3', traceIdRatio(0.001)],
    ] as const) {
      assert.deepEqual(
        used(({ sampler }) => sampler, ratio(text)),
        expected,
      )
    }
    for (const text of ['-0.001', '1.001', '10%']) {
      const { settings, complaints } = read(ratio(text))
      assert.deepEqual(settings.sampler, traceIdRatio(1))
      assert.deepEqual(complaints, [`OTEL_TRACES_SAMPLER_ARG: "${text}" is not a number, 0 to 1; using 1`])
    }
  })

  test('that takes no ratio is told of in one sentence where one is given', () => {
    for (const [name, expected] of [
      ['always_on', alwaysOn],
      ['parentbased_always_off', parentBased(alwaysOff)],
    ] as const) {
      const { settings, complaints } = read({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: '0.1' })
      assert.deepEqual(settings.sampler, expected)
      const others = 'only to traceidratio and parentbased_traceidratio'
      assert.deepEqual(complaints, [
        `OTEL_TRACES_SAMPLER_ARG: "0.1" is not of use to ${name}, ${others}; using ${name} without it`,
      ])
    }
    assert.match(read({ OTEL_TRACES_SAMPLER_ARG: '0.1' }).complaints.join(), /using parentbased_always_on without it$/)
  })
})

describe('the traces that are kept in a second', () => {
  const perSecond = (text: string) => ({ THROUGHLINE_KEEP_TRACES_PER_SECOND: text })

  test('are a number up to 100,000, or a part of one', () => {
    for (const text of ['0', '0.1', '100000']) {
      assert.equal(
        used(({ keep }) => keep.tracesPerSecond, perSecond(text)),
        Number(text),
      )
    }
    const { settings, complaints } = read(perSecond('100001'))
    assert.equal(settings.keep.tracesPerSecond, 50)
    const sentence = 'THROUGHLINE_KEEP_TRACES_PER_SECOND: "100001" is not a number, 0 to 100000; using 50'
    assert.deepEqual(complaints, [sentence])
  })
})

describe('the traces that are sampled in a second', () => {
  const perSecond = (text: string) => ({ THROUGHLINE_SAMPLED_TRACES_PER_SECOND: text })

  test('are any number, or up to 100,000', () => {
    for (const [text, expected] of [
      ['', undefined],
      ['0.001', 0.001],
      ['100000', 100_000],
    ] as const) {
      assert.equal(
        used(({ sampledTracesPerSecond }) => sampledTracesPerSecond, perSecond(text)),
        expected,
      )
    }
    for (const text of ['0', '100001', 'many']) {
      const { settings, complaints } = read(perSecond(text))
      assert.equal(settings.sampledTracesPerSecond, undefined)
      const sentence = `"${text}" is not a number, 0.001 to 100000; using no limit`
      assert.deepEqual(complaints, [`THROUGHLINE_SAMPLED_TRACES_PER_SECOND: ${sentence}`])
    }
  })

  test('have a sampler that keeps all say so by a threshold, since others of its traces will have none', () => {
    for (const [name, expected] of [
      ['always_on', traceIdRatio(1)],
      ['parentbased_always_on', parentBased(traceIdRatio(1))],
      ['always_off', alwaysOff],
    ] as const) {
      assert.deepEqual(
        used(({ sampler }) => sampler, { ...perSecond('10'), OTEL_TRACES_SAMPLER: name }),
        expected,
      )
    }
  })
})

describe('the header that has a trace kept', () => {
  test('is any name that HTTP takes, in lower case, or none', () => {
    for (const [text, expected] of [
      ['X-Debug', 'x-debug'],
      ['x.debug~1', 'x.debug~1'],
      ['None', undefined],
    ] as const) {
      assert.equal(
        used(({ keepHeader }) => keepHeader, { THROUGHLINE_KEEP_HEADER: text }),
        expected,
      )
    }
    assert.equal(read({ THROUGHLINE_KEEP_HEADER: 'x:debug' }).complaints.length, 1)
  })
})
