import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SpanStatusCode } from '@opentelemetry/api'
import { keepFloorMs, maxKnownRoutes, minRouteRequests, routeWindowRequests } from '../limits.ts'
import { openTracer } from '../testing/tracing.ts'
import type { RecordedSpan } from '../trace/span.ts'
import { KeepPolicy, type KeepSettings } from './keep-policy.ts'

const { start } = openTracer()

function ended(name: string, durationMs: number, code = SpanStatusCode.UNSET): RecordedSpan {
  const span = start(name, { startTime: [1e9, 0] })
  span.setStatus({ code })
  span.end([1e9, Math.round(durationMs * 1e6)])
  return span
}

function open(settings: Partial<KeepSettings> = {}) {
  const policy = new KeepPolicy({ slowerThanMs: undefined, tracesPerSecond: 50, ...settings })
  const reasonFor = (name: string, durationMs: number) => policy.reasonFor(ended(name, durationMs), true)
  const repeat = (count: number, name: string, durationMs: number) => {
    for (let i = 0; i < count; i++) reasonFor(name, durationMs)
  }
  return { policy, reasonFor, repeat }
}

describe('an error', () => {
  test('is a reason, in any span, however fast', () => {
    const { policy } = open({ slowerThanMs: Number.POSITIVE_INFINITY })
    for (const isLocalRoot of [true, false]) {
      assert.equal(policy.reasonFor(ended('GET /', 1, SpanStatusCode.ERROR), isLocalRoot), 'error')
      assert.equal(policy.reasonFor(ended('GET /', 1, SpanStatusCode.OK), isLocalRoot), undefined)
      assert.equal(policy.reasonFor(ended('GET /', 1), isLocalRoot), undefined)
    }
  })

  test('is the reason where the root was slow as well', () => {
    const { policy } = open({ slowerThanMs: 5 })
    assert.equal(policy.reasonFor(ended('GET /', 6, SpanStatusCode.ERROR), true), 'error')
  })
})

describe('a local root by a fixed number', () => {
  test('is slow above it, and not at it', () => {
    const { reasonFor } = open({ slowerThanMs: 250 })
    assert.deepEqual([reasonFor('GET /', 250), reasonFor('GET /', 250.001)], [undefined, 'slow'])
  })

  test('counts alone: another span may take its time', () => {
    const { policy } = open({ slowerThanMs: 250 })
    assert.equal(policy.reasonFor(ended('SELECT', 60_000), false), undefined)
  })

  test('is never slow where that is switched off', () => {
    assert.equal(open({ slowerThanMs: Number.POSITIVE_INFINITY }).reasonFor('GET /', 1e6), undefined)
  })
})

describe('a local root by what is usual for its route', () => {
  test('is slow above the floor while little is known', () => {
    const { reasonFor, repeat } = open()
    assert.equal(reasonFor('GET /', keepFloorMs), undefined)
    assert.equal(reasonFor('GET /', keepFloorMs + 0.001), 'slow')
    repeat(minRouteRequests - 3, 'GET /', 500)
    // The last before enough are known, and the first after.
    assert.deepEqual([reasonFor('GET /', 500), reasonFor('GET /', 500)], ['slow', undefined])
  })

  test('is slow above the p99 of its route, rounded up to a quarter of an octave', () => {
    const { reasonFor, repeat } = open()
    repeat(minRouteRequests, 'GET /slow', 500)
    repeat(minRouteRequests, 'GET /fast', 1)
    assert.deepEqual([reasonFor('GET /slow', 512), reasonFor('GET /slow', 512.001)], [undefined, 'slow'])
    assert.deepEqual([reasonFor('GET /fast', keepFloorMs), reasonFor('GET /fast', 120)], [undefined, 'slow'])
  })

  test('that becomes slower is usual again within a few hundred requests, one that becomes faster in a few windows', () => {
    const { reasonFor, repeat } = open()
    repeat(routeWindowRequests, 'GET /', 200)
    assert.equal(reasonFor('GET /', 400), 'slow')
    repeat(routeWindowRequests / 16, 'GET /', 400)
    assert.equal(reasonFor('GET /', 400), undefined)
    repeat(8 * routeWindowRequests, 'GET /', 200)
    assert.equal(reasonFor('GET /', 400), 'slow')
  })

  test('errors count among what is usual', () => {
    const { policy, reasonFor } = open()
    for (let i = 0; i < minRouteRequests; i++) policy.reasonFor(ended('GET /', 500, SpanStatusCode.ERROR), true)
    assert.equal(reasonFor('GET /', 500), undefined)
  })

  test('has a number of its own for so many routes; what names come after share one', () => {
    const { reasonFor, repeat } = open()
    for (let i = 0; i < maxKnownRoutes; i++) reasonFor(`GET /${i}`, 1)
    repeat(minRouteRequests, `GET /${maxKnownRoutes - 1}`, 1)
    repeat(minRouteRequests, `GET /${maxKnownRoutes}`, 500)
    assert.equal(reasonFor(`GET /${maxKnownRoutes - 1}`, 500), 'slow')
    assert.equal(reasonFor('GET /any other', 500), undefined)
  })
})

describe('no traces a second', () => {
  test('keep nothing, which is not too many', () => {
    const { policy, reasonFor } = open({ tracesPerSecond: 0, slowerThanMs: 1 })
    assert.equal(policy.keepsNothing, true)
    assert.equal(reasonFor('GET /', 1_000), undefined)
    assert.equal(policy.reasonFor(ended('GET /', 1, SpanStatusCode.ERROR), false), undefined)
  })
})
