import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { context, trace } from '@opentelemetry/api'
import { openTracer } from './testing/tracing.ts'
import { AsyncContextManager } from './trace/context-manager.ts'
import { RecordingTracerProvider } from './trace/provider.ts'
import type { RecordedSpan } from './trace/span.ts'
import { withSpan } from './with-span.ts'

const { ended, shared } = openTracer()
before(() => {
  trace.setGlobalTracerProvider(new RecordingTracerProvider(shared, () => 0))
  context.setGlobalContextManager(new AsyncContextManager())
})
after(() => {
  trace.disable()
  context.disable()
})

const last = () => {
  const span = ended.at(-1)
  assert.ok(span)
  return span
}

test('gives back what the function gives back, and ends the span with it', () => {
  const result = withSpan('sync', { n: 1 }, span => {
    assert.equal(trace.getActiveSpan(), span)
    return 42
  })
  assert.equal(result, 42)
  assert.equal(last().name, 'sync')
  assert.deepEqual(last().attributes.entries, ['n', 1])
})

test('ends the span of an async function when its promise settles, before whoever awaits it goes on', async () => {
  const value = await withSpan('async', {}, async outer => {
    await new Promise(resolve => setImmediate(resolve))
    withSpan('inner', {}, () => {})
    assert.equal(last().parentSpanId1, (outer as RecordedSpan).spanId1)
    return 'done'
  })
  assert.equal(value, 'done')
  assert.equal(last().name, 'async')
})

type Then = (resolve: (value: string) => void, reject: (error: Error) => void) => void
const thenable = (then: Then) => Object.fromEntries([['then', then]]) as unknown as PromiseLike<string>

test('waits for whatever has a then(), and gives back a promise for it', async () => {
  // Such a builder of queries runs when it is awaited, and gives no promise of its own.
  const query = thenable(resolve => {
    withSpan('query', {}, () => {})
    resolve('rows')
  })
  assert.equal(await withSpan('lazy', {}, () => query), 'rows')
  const [inner, outer] = ended.slice(-2)
  assert.deepEqual([inner?.name, outer?.name], ['query', 'lazy'])
  assert.equal(inner?.parentSpanId1, outer?.spanId1)
  const refusing = thenable((_resolve, reject) => reject(new Error('no')))
  await assert.rejects(Promise.resolve(withSpan('refused', {}, () => refusing)), /no/)
  assert.equal(last().statusMessage, 'no')
})

test('keeps a promise of another class what it is', () => {
  class Query<T> extends Promise<T> {}
  assert.ok(withSpan('query', {}, () => Query.resolve(1)) instanceof Query)
})

test('records what is thrown, fails the span, and throws it on', async () => {
  const error = new RangeError('too far')
  assert.throws(
    () =>
      withSpan('throws', {}, () => {
        throw error
      }),
    thrown => thrown === error,
  )
  assert.equal(last().statusMessage, 'too far')
  assert.deepEqual(last().events?.[0]?.attributes.entries.slice(0, 4), [
    'exception.type',
    'RangeError',
    'exception.message',
    'too far',
  ])

  await assert.rejects(
    withSpan('rejects', {}, async () => {
      throw error
    }),
    thrown => thrown === error,
  )
  assert.equal(last().name, 'rejects')
  assert.equal(last().statusCode, 2)
})

test('records also what is not an Error', () => {
  assert.throws(() =>
    withSpan('odd', {}, () => {
      throw null
    }),
  )
  assert.deepEqual(last().events?.[0]?.attributes.entries, ['exception.message', 'null'])
})
