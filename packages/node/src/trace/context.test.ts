import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { contextWithSpan, spanOf, TraceContext } from './context.ts'
import { AsyncContextManager } from './context-manager.ts'

const KEY = createContextKey('test')
const span = trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 })

describe('the active context', () => {
  beforeEach(() => context.setGlobalContextManager(new AsyncContextManager()))
  afterEach(() => context.disable())
  const active = () => context.active().getValue(KEY)
  const here = ROOT_CONTEXT.setValue(KEY, 'here')

  test('is the root outside of everything', () => assert.equal(context.active(), ROOT_CONTEXT))

  test('follows await, timers, immediates, ticks and streams', async () => {
    await context.with(here, async () => {
      await sleep(1)
      assert.equal(active(), 'here')
      await new Promise<void>(resolve => setImmediate(() => process.nextTick(resolve)))
      assert.equal(active(), 'here')
      for await (const _ of Readable.from(['a', 'b'])) assert.equal(active(), 'here')
    })
    assert.equal(active(), undefined)
  })

  test('binds a function, its `this` and its number of parameters', () => {
    const emitter = new EventEmitter()
    const seen: unknown[] = []
    const listener = function (this: unknown, _a: unknown, _b: unknown) {
      seen.push(active(), this)
    }
    const bound = context.bind(here, listener)
    assert.equal(bound.length, 2)
    emitter.on('event', bound).emit('event')
    assert.deepEqual(seen, ['here', emitter])
  })

  test('binds what listens to an emitter from then on, which listens and goes as ever', () => {
    const emitter = new EventEmitter()
    const seen: unknown[] = []
    const listener = function (this: unknown, value: unknown) {
      seen.push(active(), this === emitter, value)
    }
    emitter.on('event', () => seen.push(active()))
    assert.equal(context.bind(here, emitter), emitter)
    emitter.on('event', listener).once('event', listener).prependListener('event', listener)
    assert.deepEqual(emitter.listeners('event').slice(-2), [listener, listener])
    emitter.emit('event', 1)
    assert.deepEqual(seen, ['here', true, 1, undefined, 'here', true, 1, 'here', true, 1])
    assert.equal(emitter.listenerCount('event'), 3)
    emitter.off('event', listener).off('event', listener)
    assert.equal(emitter.listenerCount('event'), 1)
  })

  test('can be attached and taken off again', () => {
    const token = context.attach(here)
    assert.equal(active(), 'here')
    token.dispose()
    assert.equal(active(), undefined)
    context.with(here, () => {
      token.dispose()
      assert.equal(active(), 'here')
    })
  })

  test('passes `this` and arguments through', () => {
    const add = function (this: { base: number }, a: number) {
      return this.base + a
    }
    assert.equal(context.with(here, add, { base: 1 }, 2), 3)
  })
})

describe('a context of ours', () => {
  test('is what the API reads and writes like its own', () => {
    const start = new TraceContext(undefined, undefined)
    const full = trace.setSpan(start, span).setValue(KEY, 1).setValue(KEY, 2)
    assert.equal(trace.getSpan(full), span)
    assert.equal(full.getValue(KEY), 2)
    assert.equal(full.deleteValue(KEY).getValue(KEY), undefined)
    assert.equal(trace.getSpan(trace.deleteSpan(full)), undefined)
    assert.equal(start.getValue(KEY), undefined)
  })

  test('takes the place of the root when a span becomes active', () => {
    const made = contextWithSpan(ROOT_CONTEXT, span)
    assert.ok(made instanceof TraceContext)
    assert.equal(spanOf(made), span)
    const kept = contextWithSpan(ROOT_CONTEXT.setValue(KEY, 'kept'), span)
    assert.deepEqual([kept.getValue(KEY), spanOf(kept)], ['kept', span])
  })
})
