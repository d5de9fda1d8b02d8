import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogRecord, LogsData, TraceId } from '@throughline/otlp'
import { everyFieldOfLogs } from '@throughline/otlp/testing'
import fc from 'fast-check'
import { logs } from './testing/arbitrary-logs.ts'
import { inAnyOrder } from './testing/in-any-order.ts'
import { after, startUnixNano, traceIdOf } from './testing/spans.ts'
import { openTemporaryStore } from './testing/temporary-store.ts'

/** Each record with its resource and scope: what logs say, however they are grouped. */
const recordsOf = ({ resourceLogs }: LogsData) =>
  resourceLogs.flatMap(({ scopeLogs, ...resource }) =>
    scopeLogs.flatMap(({ logRecords, ...scope }) => logRecords.map(record => ({ resource, scope, record }))),
  )

const withTraceId = ({ resourceLogs }: LogsData, traceId: TraceId): LogsData => ({
  resourceLogs: resourceLogs.map(resource => ({
    ...resource,
    scopeLogs: resource.scopeLogs.map(scope => ({
      ...scope,
      logRecords: scope.logRecords.map(record => ({ ...record, traceId })),
    })),
  })),
})

test('the log records of a trace', async t => {
  const store = await openTemporaryStore(t)

  await t.test('come back with every field of every message as they went in', async () => {
    const data = withTraceId(everyFieldOfLogs(), traceIdOf(1))
    await store.appendLogs(data)
    await store.flush()
    assert.deepEqual(inAnyOrder(recordsOf(await store.readLogs(traceIdOf(1)))), inAnyOrder(recordsOf(data)))
  })

  await t.test('come back whatever their values are', async () => {
    let traces = 1000
    await fc.assert(
      fc.asyncProperty(logs, async arbitrary => {
        const traceId = traceIdOf(traces++)
        const data = withTraceId(arbitrary, traceId)
        await store.appendLogs(data)
        await store.flush()
        assert.deepEqual(inAnyOrder(recordsOf(await store.readLogs(traceId))), inAnyOrder(recordsOf(data)))
      }),
      { numRuns: 25 },
    )
  })

  await t.test('are ordered by time, each resource and scope once, and two that are equal both stay', async () => {
    const [resource] = everyFieldOfLogs().resourceLogs
    const [scope] = resource?.scopeLogs ?? []
    const [record] = scope?.logRecords ?? []
    assert.ok(resource && scope && record)
    const at = (nano: bigint): LogRecord => ({ ...record, traceId: traceIdOf(2), timeUnixNano: after(nano) })
    const dataOf = (...logRecords: readonly LogRecord[]): LogsData => ({
      resourceLogs: [{ ...resource, scopeLogs: [{ ...scope, logRecords }] }],
    })
    await store.appendLogs(dataOf(at(3n), at(1n)))
    await store.appendLogs(dataOf(at(2n), at(1n)))
    await store.flush()
    assert.deepEqual(await store.readLogs(traceIdOf(2)), dataOf(at(1n), at(1n), at(2n), at(3n)))
  })

  await t.test('have the time at which they were seen where they have none, as the exporter has it', async () => {
    const [first] = recordsOf(everyFieldOfLogs())
    assert.ok(first)
    const { resource, scope, record } = first
    const seen = {
      ...record,
      traceId: traceIdOf(3),
      timeUnixNano: after(-startUnixNano),
      observedTimeUnixNano: after(5n),
    }
    await store.appendLogs({ resourceLogs: [{ ...resource, scopeLogs: [{ ...scope, logRecords: [seen] }] }] })
    await store.flush()
    assert.deepEqual(recordsOf(await store.readLogs(traceIdOf(3))), [{ resource, scope, record: seen }])
  })

  await t.test('are none when nobody sent any', async () => {
    assert.deepEqual(await store.readLogs(traceIdOf(9)), { resourceLogs: [] })
  })
})
