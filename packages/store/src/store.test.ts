import assert from 'node:assert/strict'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ResourceSpans, TraceId, UnixNano } from '@throughline/otlp'
import { everyField, everyFieldOfLogs, everyFieldOfMetrics } from '@throughline/otlp/testing'
import fc from 'fast-check'
import { rowBytesMax } from './limits.ts'
import { AppendRefused } from './refusal.ts'
import { RowWriter } from './rowbinary/writer.ts'
import { type EncodedRows, encodeSpans } from './rows/encode.ts'
import { encodeLogs } from './rows/encode-logs.ts'
import { encodeMetrics } from './rows/encode-metrics.ts'
import { encodeProfiles } from './rows/encode-profiles.ts'
import { type TableName, tableNames, tableOf } from './schema/table.ts'
import { createSegment } from './segments/segment.ts'
import { resourceSpans } from './testing/arbitrary.ts'
import { profilesRequest } from './testing/profiles.ts'
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
  valued,
} from './testing/spans.ts'
import { openOrFail, openTemporaryStore, temporaryFolder } from './testing/temporary-store.ts'

/** A trace of its own for each, also while a failure is made smaller; a clone, because fast-check's have no prototype. */
const withTraceId = (resource: ResourceSpans, traceId: TraceId): ResourceSpans =>
  structuredClone({
    ...resource,
    scopeSpans: resource.scopeSpans.map(scope => ({
      ...scope,
      spans: scope.spans.map(span => ({ ...span, traceId })),
    })),
  })

test('a trace', async t => {
  const store = await openTemporaryStore(t)

  await t.test('comes back with every field of every message as it went in', async () => {
    const data = everyField()
    await store.appendSpans(batchOf(data))
    await store.flush()
    const traceId = data.resourceSpans[0]?.scopeSpans[0]?.spans[0]?.traceId
    assert.ok(traceId)
    assert.deepEqual(await store.readTrace(traceId), data)
  })

  await t.test('comes back whatever its values are', async () => {
    let traces = 1000
    const own = (resource: ResourceSpans) => withTraceId(resource, traceIdOf(traces++))
    await fc.assert(
      fc.asyncProperty(fc.array(resourceSpans, { minLength: 1, maxLength: 8 }), async arbitrary => {
        const resources = arbitrary.map(own)
        await store.appendSpans(batchOf(tracesOf(...resources)))
        await store.flush()
        for (const resource of resources) {
          const traceId = resource.scopeSpans[0]?.spans[0]?.traceId ?? traceIdOf(0)
          assert.deepEqual(await store.readTrace(traceId), tracesOf(resource))
        }
      }),
      { numRuns: 25 },
    )
  })

  await t.test('comes back with what JSON and SQL like to lose', async () => {
    const traceId = traceIdOf(20)
    const values = [NaN, -0, Infinity, -Infinity, 5e-324].map(value => valued('double', { kind: 'double', value }))
    const nested = valued('nested', { kind: 'array', values: values.map(({ value }) => value) })
    const texts = ["'", '\\', '\0', '\n', '{x:String}', '\u2028', '😀', 'x'.repeat(1000)].map(text =>
      attribute(text, text),
    )
    const data = tracesOf(serviceSpans('odd', spanOf({ traceId, attributes: [...values, nested, ...texts] })))
    await store.appendSpans(batchOf(data))
    await store.flush()
    assert.deepEqual(await store.readTrace(traceId), data)
  })

  await t.test('has U+FFFD where the text could not have travelled as UTF-8', async () => {
    const traceId = traceIdOf(21)
    await store.appendSpans(batchOf(tracesOf(serviceSpans('odd', spanOf({ traceId, name: 'lone \ud800 surrogate' })))))
    await store.flush()
    const found = await store.readTrace(traceId)
    assert.equal(found?.resourceSpans[0]?.scopeSpans[0]?.spans[0]?.name, 'lone \ufffd surrogate')
  })

  await t.test('is put together from many requests, each resource and scope once, ordered by start', async () => {
    const traceId = traceIdOf(22)
    const spanAt = (number: number) =>
      spanOf({ traceId, spanId: spanIdOf(number), startTimeUnixNano: after(BigInt(number)) })
    await store.appendSpans(batchOf(tracesOf(serviceSpans('b', spanAt(4)), serviceSpans('a', spanAt(3)))))
    await store.flush()
    await store.appendSpans(batchOf(tracesOf(serviceSpans('a', spanAt(1), spanAt(5)), serviceSpans('b', spanAt(2)))))
    await store.flush()
    assert.deepEqual(
      await store.readTrace(traceId),
      tracesOf(serviceSpans('a', spanAt(1), spanAt(3), spanAt(5)), serviceSpans('b', spanAt(2), spanAt(4))),
    )
  })

  await t.test('has a span once that a sender sent again, and twice if the two differ', async () => {
    const traceId = traceIdOf(23)
    const same = tracesOf(serviceSpans('retry', spanOf({ traceId })))
    for (let sent = 0; sent < 3; sent++) await store.appendSpans(batchOf(same))
    await store.flush()
    assert.deepEqual(await store.readTrace(traceId), same)
    const other = spanOf({ traceId, startTimeUnixNano: after(1n) })
    await store.appendSpans(batchOf(tracesOf(serviceSpans('retry', other))))
    await store.flush()
    assert.deepEqual(await store.readTrace(traceId), tracesOf(serviceSpans('retry', spanOf({ traceId }), other)))
  })

  await t.test('is read whole however far apart its spans are', async () => {
    // Where SQL's types for times end: DateTime in 2106, Date in 2149, DateTime64 in 2262, after which it is before 1970.
    const seconds = [0n, 1_767_323_045n, 2n ** 32n, 65_536n * 86_400n, 9_000_000_000n, 10_000_000_000n, 18_000_000_000n]
    const times = seconds.map(second => (second * 1_000_000_000n) as UnixNano)
    const pairs = times.flatMap((early, at) => times.slice(at + 1).map(late => [early, late]))
    const traceOf = (number: number, pair: readonly UnixNano[]) =>
      pair.map((startTimeUnixNano, at) =>
        spanOf({ traceId: traceIdOf(number), spanId: spanIdOf(at + 1), startTimeUnixNano }),
      )
    await store.appendSpans(
      batchOf(tracesOf(serviceSpans('clock', ...pairs.flatMap((pair, at) => traceOf(100 + at, pair))))),
    )
    await store.flush()
    for (const [at, pair] of pairs.entries()) {
      const found = await store.readTrace(traceIdOf(100 + at))
      const starts = found?.resourceSpans[0]?.scopeSpans[0]?.spans.map(span => span.startTimeUnixNano)
      assert.deepEqual(new Set(starts), new Set(pair))
    }
  })

  await t.test('is undefined when nobody sent it', async () => {
    assert.equal(await store.readTrace(traceIdOf(24)), undefined)
  })
})

test('a request whose rows are larger than what is appended at once is stored as a whole', async t => {
  const store = await openTemporaryStore(t, { limits: { appendBytes: 1000 } })
  const spans = Array.from({ length: 20 }, (_, at) =>
    spanOf({ spanId: spanIdOf(at + 1), startTimeUnixNano: after(BigInt(at)) }),
  )
  const data = tracesOf(serviceSpans('large', ...spans))
  await store.appendSpans(batchOf(data))
  await store.flush()
  assert.deepEqual(await store.readTrace(traceIdOf(1)), data)
  assert.equal(store.stats().appendedRows.otel_traces, 20)
})

test('the numbers of the store follow the spans through it', async t => {
  const store = await openTemporaryStore(t, { limits: { segmentAgeMs: 60_000 } })
  await store.appendSpans(batchOf(tracesOf(serviceSpans('a', spanOf(), spanOf()))))
  const { appendedRows, appendedBytes, loadedRows } = store.stats()
  assert.deepEqual([appendedRows.otel_traces, loadedRows.otel_traces], [2, 0])
  assert.ok(appendedBytes > 0)
  await store.flush()
  const { pendingSegments, pendingBytes, failedLoads, refusedSegments, ...flushed } = store.stats()
  assert.equal(flushed.loadedRows.otel_traces, 2)
  assert.deepEqual([pendingSegments, pendingBytes, failedLoads, refusedSegments], [0, 0, 0, 0])
})

test('a segment that can never load is set aside at the start, and the store works without it', async t => {
  const folder = await temporaryFolder(t)
  const segments = join(folder, 'segments')
  await mkdir(segments)
  const nonsense = await createSegment(segments, '0', tableOf('otel_traces'))
  await nonsense.write([{ bytes: Buffer.from('whole on the disk, but no row'), rows: 3 }])
  await nonsense.close()
  const left = await createSegment(segments, '1', tableOf('otel_traces'))
  await left.write([encodeSpans(batchOf(tracesOf(serviceSpans('a', spanOf()))))])
  await left.close()

  const log: string[] = []
  const store = await openOrFail({ folder, log: line => void log.push(line) })
  await store.flush()
  const { loadedRows, refusedSegments } = store.stats()
  const found = await store.readTrace(traceIdOf(1))
  await store.close()
  assert.deepEqual([loadedRows.otel_traces, refusedSegments], [1, 1])
  assert.deepEqual(found, tracesOf(serviceSpans('a', spanOf())))
  assert.match(log.join(), /^segment 0 \(3 rows of otel_traces\) cannot be loaded and was moved to /)
  assert.deepEqual((await readdir(join(segments, 'refused'))).sort(), ['0.marks', '0.rows'])
})

test('log records whose rows would be far larger than their request are refused before they are made', async t => {
  const store = await openTemporaryStore(t)
  const [group] = everyFieldOfLogs().resourceLogs
  assert.ok(group)
  const resource = { ...group.resource, attributes: [attribute('large', 'x'.repeat(1024 * 1024))] }
  const scopeLogs = group.scopeLogs.map(scope => ({
    ...scope,
    logRecords: scope.logRecords.flatMap(record => Array.from({ length: 100 }, () => record)),
  }))
  await assert.rejects(
    store.appendLogs({ resourceLogs: [{ ...group, resource, scopeLogs }] }),
    /its rows take more than 67108864 bytes; send less at once/,
  )
  assert.equal(store.stats().refusedAppends.too_large, 1)
})

test('a row writer takes as many bytes as it may, and not one more', () => {
  const full = new RowWriter()
  full.raw(new Uint8Array(rowBytesMax))
  assert.throws(() => full.raw(new Uint8Array(1)), AppendRefused)
})

test('segments of every table that the last run left are loaded at the start', async t => {
  const folder = await temporaryFolder(t)
  const segments = join(folder, 'segments')
  await mkdir(segments)
  const leave = async (name: TableName, rows: EncodedRows) => {
    const segment = await createSegment(segments, `0.${name}`, tableOf(name))
    await segment.write([rows])
    await segment.close()
  }
  await leave('otel_logs', encodeLogs(everyFieldOfLogs()))
  for (const [name, rows] of encodeMetrics(everyFieldOfMetrics())) await leave(name, rows)
  await leave(
    'otel_profiles',
    encodeProfiles(profilesRequest({ profileId: traceIdOf(1), timeUnixNano: startUnixNano })),
  )

  const store = await openOrFail({ folder })
  await store.flush()
  const counted = await store.countRows()
  const { loadedRows } = store.stats()
  await store.close()
  assert.deepEqual(counted, loadedRows)
  for (const name of tableNames) assert.ok(counted[name] > 0 || name === 'otel_traces', name)
})
