import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alwaysOff, parentBased, traceIdRatio } from '../sampling/head-sampler.ts'
import { readSettings } from './read-settings.ts'

describe('requests that are excluded', () => {
  const read = (text: string) => {
    const { settings, complaints } = readSettings({}, { THROUGHLINE_EXCLUDED_URLS: text })
    return { excluded: settings.excluded, complaints }
  }

  test('are none, or those of a list of paths, each with a method or without', () => {
    assert.deepEqual(read(''), { excluded: [], complaints: [] })
    const excluded = [
      { method: undefined, parts: ['/healthz'] },
      { method: 'GET', parts: ['/internal/', ''] },
    ]
    assert.deepEqual(read('/healthz, get /internal/*,'), { excluded, complaints: [] })
  })

  test('are told of in one sentence for each that can match none', () => {
    const sentence = (text: string) =>
      `THROUGHLINE_EXCLUDED_URLS: "${text}" is not a path such as /healthz, /internal/* or GET /healthz; using the other members`
    assert.deepEqual(read('healthz,/ready,GTE /x'), {
      excluded: [{ method: undefined, parts: ['/ready'] }],
      complaints: [sentence('healthz'), sentence('GTE /x')],
    })
  })
})

describe('rules of sampling', () => {
  const read = (text: string, sampler = '') => {
    const environment = { THROUGHLINE_SAMPLING_RULES: text, OTEL_TRACES_SAMPLER: sampler }
    const { settings, complaints } = readSettings({}, environment)
    return { rules: settings.samplingRules, complaints }
  }

  test('are none, or a list of patterns in its order, each with a ratio', () => {
    assert.deepEqual(read(''), { rules: [], complaints: [] })
    const rules = [
      { pattern: { method: 'GET', parts: ['/healthz'] }, sampler: parentBased(alwaysOff) },
      { pattern: { method: undefined, parts: ['/a=b'] }, sampler: parentBased(traceIdRatio(1)) },
      { pattern: { method: undefined, parts: ['/api/', ''] }, sampler: parentBased(traceIdRatio(0.1)) },
    ]
    assert.deepEqual(read('GET /healthz=0,/a=b = 1,/api/*=1e-1'), { rules, complaints: [] })
  })

  test('follow a parent where the sampler does, and only there', () => {
    for (const [sampler, isParentBased] of [
      ['parentbased_always_off', true],
      ['always_on', false],
    ] as const) {
      const { rules } = read('/a=0.5,/b=0', sampler)
      assert.deepEqual(
        rules.map(rule => rule.sampler.isParentBased),
        [isParentBased, isParentBased],
      )
    }
  })

  test('are told of in one sentence for each that is none', () => {
    for (const text of ['/a=1.001', '/a=-0.1', '/a=', '/a', 'a=1', '=1', '/a=10%', 'GTE /a=1']) {
      const { rules, complaints } = read(`${text},/b=0`)
      assert.equal(rules.length, 1)
      const allowed = 'a path and a ratio from 0 to 1, such as /api/*=0.1 or GET /healthz=0'
      assert.deepEqual(complaints, [`THROUGHLINE_SAMPLING_RULES: "${text}" is not ${allowed}; using the other members`])
    }
  })
})
