import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UnixNano } from '@throughline/otlp'
import type { Store } from '../index.ts'
import {
  after,
  attribute,
  batchOf,
  serviceSpans,
  spanIdOf,
  spanOf,
  startUnixNano,
  traceIdOf,
  tracesOf,
} from '../testing/spans.ts'
import { openTemporaryStore } from '../testing/temporary-store.ts'

const second = 1_000_000_000n
const failed = { code: 2, message: 'Connection Timed Out' }

/** Trace 1: gateway → auth, fails. Trace 2: gateway only, a second later. Trace 3: its root has not arrived. */
const data = tracesOf(
  serviceSpans(
    'gateway',
    spanOf({ traceId: traceIdOf(1), spanId: spanIdOf(1), name: 'GET /orders', endTimeUnixNano: after(3n * second) }),
    spanOf({
      traceId: traceIdOf(2),
      spanId: spanIdOf(2),
      // Some SDKs say "no parent" with zeros.
      parentSpanId: spanIdOf(0),
      name: 'GET /health',
      startTimeUnixNano: after(second),
    }),
  ),
  serviceSpans(
    'auth',
    spanOf({
      traceId: traceIdOf(1),
      spanId: spanIdOf(3),
      parentSpanId: spanIdOf(1),
      name: 'SELECT users',
      startTimeUnixNano: after(second),
      endTimeUnixNano: after(4n * second),
      status: failed,
      attributes: [attribute('db.system.name', 'PostgreSQL 18')],
      events: [
        {
          timeUnixNano: after(second),
          name: 'exception',
          attributes: [attribute('exception.message', 'canceling statement: Überlast')],
          droppedAttributesCount: 0,
        },
      ],
    }),
    spanOf({
      traceId: traceIdOf(3),
      spanId: spanIdOf(4),
      parentSpanId: spanIdOf(9),
      startTimeUnixNano: after(2n * second),
      endTimeUnixNano: after(2n * second),
    }),
  ),
)

test('a list of traces', async t => {
  const store = await openTemporaryStore(t)
  await store.appendSpans(batchOf(data))
  await store.flush()
  const idsOf = async (filter: Partial<Parameters<Store['listTraces']>[0]>): Promise<readonly number[]> =>
    (await store.listTraces({ limit: 10, ...filter })).map(({ traceId }) => Number.parseInt(traceId, 16))

  await t.test('is newest first and tells each trace in one line', async () => {
    assert.deepEqual(await store.listTraces({ limit: 10 }), [
      {
        traceId: traceIdOf(3),
        rootService: '',
        rootName: '',
        startUnixNano: after(2n * second),
        durationNano: 0n,
        spanCount: 1,
        errorCount: 0,
        services: ['auth'],
      },
      {
        traceId: traceIdOf(2),
        rootService: 'gateway',
        rootName: 'GET /health',
        startUnixNano: after(second),
        durationNano: 0n,
        spanCount: 1,
        errorCount: 0,
        services: ['gateway'],
      },
      {
        traceId: traceIdOf(1),
        rootService: 'gateway',
        rootName: 'GET /orders',
        startUnixNano,
        durationNano: 4n * second,
        spanCount: 2,
        errorCount: 1,
        services: ['auth', 'gateway'],
      },
    ])
  })

  await t.test('is as long as asked', async () => {
    assert.deepEqual(await idsOf({ limit: 2 }), [3, 2])
  })

  await t.test('can be of traces that a service took part in', async () => {
    assert.deepEqual(await idsOf({ service: 'auth' }), [3, 1])
    assert.deepEqual(await idsOf({ service: 'Auth' }), [])
  })

  await t.test('can be of traces with errors', async () => {
    assert.deepEqual(await idsOf({ errorsOnly: true }), [1])
  })

  await t.test('can be of traces that contain a text, in any case', async () => {
    assert.deepEqual(await idsOf({ text: 'select USERS' }), [1])
    assert.deepEqual(await idsOf({ text: 'timed out' }), [1])
    assert.deepEqual(await idsOf({ text: 'postgresql' }), [1])
    assert.deepEqual(await idsOf({ text: 'überlast' }), [1])
    assert.deepEqual(await idsOf({ text: 'get /' }), [3, 2, 1])
    assert.deepEqual(await idsOf({ text: "'%_\\\n\0{text:String}" }), [])
  })

  await t.test('can be of traces that start within a range, the beginning included and the end not', async () => {
    assert.deepEqual(await idsOf({ fromUnixNano: after(second) }), [3, 2])
    assert.deepEqual(await idsOf({ toUnixNano: after(second) }), [1])
    assert.deepEqual(await idsOf({ fromUnixNano: after(second), toUnixNano: after(2n * second) }), [2])
    assert.deepEqual(await idsOf({ fromUnixNano: after(1n), text: 'select users' }), [])
  })

  await t.test('joins its conditions', async () => {
    assert.deepEqual(await idsOf({ service: 'gateway', text: 'select', errorsOnly: true, toUnixNano: after(1n) }), [1])
    assert.deepEqual(await idsOf({ service: 'gateway', text: 'health', errorsOnly: true }), [])
  })

  await t.test('adds up spans that arrive later', async () => {
    const root = spanOf({ traceId: traceIdOf(3), spanId: spanIdOf(9), name: 'POST /late', status: failed })
    await store.appendSpans(batchOf(tracesOf(serviceSpans('gateway', root))))
    await store.flush()
    const [first] = await store.listTraces({ limit: 1, text: 'late' })
    assert.deepEqual(first, {
      traceId: traceIdOf(3),
      rootService: 'gateway',
      rootName: 'POST /late',
      startUnixNano,
      durationNano: 2n * second,
      spanCount: 2,
      errorCount: 1,
      services: ['auth', 'gateway'],
    })
  })

  await t.test('has beside it the services of a range, sorted', async () => {
    assert.deepEqual(await store.listServices({}), ['auth', 'gateway'])
    assert.deepEqual(await store.listServices({ fromUnixNano: after(5n * second) }), [])
    assert.deepEqual(await store.listServices({ toUnixNano: startUnixNano }), [])
  })
})

test('a list reaches back as far as it must, over minutes, years and clocks that are wrong', async t => {
  const store = await openTemporaryStore(t)
  const year = 365n * 86_400n * second
  const starts = [2n ** 64n - 1n, 2n ** 63n, 0n, startUnixNano - year, startUnixNano - 90n * second, startUnixNano]
  const ids = starts.map((_, at) => traceIdOf(at))
  const spans = starts.map((start, at) =>
    spanOf({ traceId: traceIdOf(at), startTimeUnixNano: start as UnixNano, endTimeUnixNano: start as UnixNano }),
  )
  await store.appendSpans(batchOf(tracesOf(serviceSpans('a', ...spans))))
  await store.flush()
  const found = await store.listTraces({ limit: 10 })
  // SQL's times are signed: those beyond 2262 sort before all others, and 2⁶⁴−1 after 2⁶³.
  assert.deepEqual(
    found.map(({ traceId }) => traceId),
    [5, 4, 3, 2, 0, 1].map(at => ids[at]),
  )
  assert.deepEqual(
    found.map(({ startUnixNano }) => startUnixNano),
    [5, 4, 3, 2, 0, 1].map(at => starts[at]),
  )
  for (const limit of [1, 2, 3]) assert.deepEqual(await store.listTraces({ limit }), found.slice(0, limit))
  const late = await store.listTraces({ limit: 10, toUnixNano: startUnixNano, fromUnixNano: 1n as UnixNano })
  assert.deepEqual(late, found.slice(1, 3))
})

test('a trace that began before the look-back keeps its place and its whole length', async t => {
  const store = await openTemporaryStore(t)
  const long = { traceId: traceIdOf(1), name: 'long' }
  const minute = 60n * second
  await store.appendSpans(
    batchOf(
      tracesOf(
        serviceSpans('a', spanOf(long), spanOf({ traceId: traceIdOf(2), startTimeUnixNano: after(9n * minute) })),
      ),
    ),
  )
  await store.appendSpans(
    batchOf(
      tracesOf(
        serviceSpans(
          'a',
          spanOf({
            ...long,
            parentSpanId: spanIdOf(1),
            startTimeUnixNano: after(10n * minute),
            endTimeUnixNano: after(10n * minute),
          }),
        ),
      ),
    ),
  )
  await store.flush()
  const found = await store.listTraces({ limit: 2 })
  assert.deepEqual(
    found.map(({ traceId, durationNano }) => [traceId, durationNano]),
    [
      [traceIdOf(2), 0n],
      [traceIdOf(1), 10n * minute],
    ],
  )
  assert.deepEqual(await store.listTraces({ limit: 1 }), found.slice(0, 1))
})
