import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { B3Propagator } from '@opentelemetry/propagator-b3'
import { readSettings } from '../settings/read-settings.ts'
import type { StartOptions } from '../settings/settings.ts'
import { propagatorOf } from './open.ts'

const propagator = (names: string, options: StartOptions = {}) =>
  propagatorOf(readSettings(options, { OTEL_PROPAGATORS: names }).settings, undefined)

describe('our instrumentations', () => {
  test('read and write W3C headers without detours by default, however it is put', () => {
    for (const names of ['', 'tracecontext,baggage', 'baggage,tracecontext,baggage', 'ottrace']) {
      assert.equal(propagator(names), undefined)
    }
  })

  test('go by a propagator where anything else is asked for', () => {
    for (const [names, fields] of [
      ['tracecontext', ['traceparent', 'tracestate']],
      ['baggage', ['baggage']],
      ['b3', ['b3']],
      ['none', []],
      ['tracecontext,baggage,b3', ['traceparent', 'tracestate', 'baggage', 'b3']],
    ] as const) {
      assert.deepEqual(propagator(names)?.fields(), fields)
    }
  })

  test("prefer the app's own, or that it wants none", () => {
    const textMapPropagator = new B3Propagator()
    assert.equal(propagator('tracecontext', { textMapPropagator }), textMapPropagator)
    assert.deepEqual(propagator('b3', { textMapPropagator: null })?.fields(), [])
  })
})
