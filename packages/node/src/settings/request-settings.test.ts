import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
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
