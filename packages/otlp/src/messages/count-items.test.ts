import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { LogsData } from '../model/logs.ts'
import type { MetricsData } from '../model/metrics.ts'
import { readLogsProto } from '../proto/read-logs.ts'
import { readMetricsProto } from '../proto/read-metrics.ts'
import { writeLogsProto } from '../proto/write-logs.ts'
import { writeMetricsProto } from '../proto/write-metrics.ts'
import type { Result } from '../result.ts'
import { everyFieldOfLogs } from '../testing/every-field-of-logs.ts'
import { everyFieldOfMetrics } from '../testing/every-field-of-metrics.ts'
import { arbitraryLogs } from '../testing/internal/arbitrary-logs.ts'
import { arbitraryMetrics } from '../testing/internal/arbitrary-metrics.ts'
import { mutate, mutation } from '../testing/internal/mutation.ts'
import { unwrap } from '../testing/internal/unwrap.ts'
import { countDataPoints, countLogRecords } from './count-items.ts'

const dataPointsOf = ({ resourceMetrics }: MetricsData): number =>
  resourceMetrics
    .flatMap(group => group.scopeMetrics)
    .flatMap(group => group.metrics)
    .reduce((sum, { data }) => sum + (data.kind === 'empty' ? 0 : data.dataPoints.length), 0)

const logRecordsOf = ({ resourceLogs }: LogsData): number =>
  resourceLogs.flatMap(group => group.scopeLogs).flatMap(group => group.logRecords).length

interface Counted<Data> {
  readonly count: (bytes: Uint8Array) => Result<number>
  readonly itemsOf: (data: Data) => number
  readonly read: (bytes: Uint8Array) => Result<Data>
  readonly write: (data: Data) => Uint8Array
  readonly sample: Data
  readonly arbitrary: fc.Arbitrary<Data>
}

function countingSuite<Data>(name: string, { count, itemsOf, read, write, sample, arbitrary }: Counted<Data>): void {
  describe(`the count of ${name}`, () => {
    test('is that of the objects, whatever the model can hold', () => {
      assert.equal(unwrap(count(write(sample))), itemsOf(sample))
      fc.assert(fc.property(arbitrary, data => assert.equal(unwrap(count(write(data))), itemsOf(data))))
    })

    test('of damaged bytes is there only where they can be read', () => {
      const valid = write(sample)
      fc.assert(
        fc.property(fc.array(mutation, { minLength: 1, maxLength: 5 }), mutations => {
          const damaged = mutations.reduce<Uint8Array>((bytes, one) => mutate(bytes, one), valid)
          const counted = count(damaged)
          if (counted.ok) unwrap(read(damaged))
          else assert.match(counted.error, /^byte \d+ (is|begins|announces) /)
        }),
        { numRuns: 2_000 },
      )
    })
  })
}

countingSuite('data points', {
  count: countDataPoints,
  itemsOf: dataPointsOf,
  read: readMetricsProto,
  write: writeMetricsProto,
  sample: everyFieldOfMetrics(),
  arbitrary: arbitraryMetrics,
})
countingSuite('log records', {
  count: countLogRecords,
  itemsOf: logRecordsOf,
  read: readLogsProto,
  write: writeLogsProto,
  sample: everyFieldOfLogs(),
  arbitrary: arbitraryLogs,
})
