import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hollowMessagesMax } from '../limits.ts'
import type { Metric } from '../model/metrics.ts'
import { unwrap, unwrapError } from '../testing/internal/unwrap.ts'
import { readMetricsJson } from './read-metrics.ts'

/** A payload of one metric; `members` is JSON text, so that a test can write what `JSON.stringify` cannot. */
const payload = (members: string): string => `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{${members}}]}]}]}`

function readMetric(members: string): Metric {
  const metric = unwrap(readMetricsJson(payload(members))).resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]
  assert.ok(metric)
  return metric
}

const refused = (members: string): string => unwrapError(readMetricsJson(payload(members)))

function readGaugePoint(members: string) {
  const { data } = readMetric(`"name":"m","gauge":{"dataPoints":[{${members}}]}`)
  assert.ok(data.kind === 'gauge' && data.dataPoints[0])
  return data.dataPoints[0]
}

function readHistogramPoint(members: string) {
  const { data } = readMetric(`"name":"m","histogram":{"dataPoints":[{${members}}]}`)
  assert.ok(data.kind === 'histogram' && data.dataPoints[0])
  return data.dataPoints[0]
}

const inMetric = 'resourceMetrics[0].scopeMetrics[0].metrics[0]'

test('names may be in camel case or as in the .proto', () => {
  const { data } = readMetric(
    '"exponential_histogram":{"aggregation_temporality":1,"data_points":[{"start_time_unix_nano":"5","zero_count":"2",' +
      '"zero_threshold":0.5,"positive":{"bucket_counts":["1"]},"exemplars":[{"filtered_attributes":[{"key":"k"}],"as_int":"7"}]}]}',
  )
  assert.ok(data.kind === 'exponentialHistogram')
  const [point] = data.dataPoints
  assert.equal(data.aggregationTemporality, 1)
  assert.deepEqual([point?.startTimeUnixNano, point?.zeroCount, point?.zeroThreshold], [5n, 2n, 0.5])
  assert.deepEqual(point?.positive.bucketCounts, [1n])
  assert.equal(point?.exemplars[0]?.filteredAttributes[0]?.key, 'k')
  assert.deepEqual(point?.exemplars[0]?.value, { kind: 'int', value: 7n })
})

test('temporality is a number, also an unknown one, or a name', () => {
  for (const [text, expected] of [
    ['2', 2],
    ['"2"', 2],
    ['77', 77],
    ['"AGGREGATION_TEMPORALITY_DELTA"', 1],
    ['"AGGREGATION_TEMPORALITY_CUMULATIVE"', 2],
  ] as const) {
    const { data } = readMetric(`"sum":{"aggregationTemporality":${text}}`)
    assert.deepEqual(data, { kind: 'sum', dataPoints: [], aggregationTemporality: expected, isMonotonic: false })
  }
  assert.equal(
    refused('"sum":{"aggregationTemporality":"DELTA"}'),
    `${inMetric}.sum.aggregationTemporality is not an integer from -2147483648 to 2147483647`,
  )
})

test('an int is text or a number and keeps its digits, and a double may be a text', () => {
  for (const text of ['9007199254740993', '"9007199254740993"']) {
    assert.deepEqual(readGaugePoint(`"asInt":${text}`).value, { kind: 'int', value: 9007199254740993n })
  }
  assert.deepEqual(readGaugePoint('"asDouble":"-Infinity"').value, { kind: 'double', value: Number.NEGATIVE_INFINITY })
  assert.deepEqual(readGaugePoint('"asDouble":3').value, { kind: 'double', value: 3 })
  assert.deepEqual(readGaugePoint('"asDouble":0').value, { kind: 'double', value: 0 })
  assert.deepEqual(readGaugePoint('"asInt":null').value, { kind: 'empty' })
})

test('an int is taken up to its last value and refused at the next', () => {
  assert.deepEqual(readGaugePoint(`"asInt":"${-(2n ** 63n)}"`).value, { kind: 'int', value: -(2n ** 63n) })
  assert.match(
    refused(`"gauge":{"dataPoints":[{"asInt":"${2n ** 63n}"}]}`),
    /gauge\.dataPoints\[0\]\.asInt is not an integer/,
  )
})

test('lists hold numbers as texts or numbers, and the sentence names the list', () => {
  const point = readHistogramPoint(
    '"bucketCounts":[1,"2",18446744073709551615],"explicitBounds":[0.5,"1e3","Infinity"]',
  )
  assert.deepEqual(point.bucketCounts, [1n, 2n, 2n ** 64n - 1n])
  assert.deepEqual(point.explicitBounds, [0.5, 1000, Number.POSITIVE_INFINITY])
  for (const counts of ['[-1]', `["${2n ** 64n}"]`, '[1.5]', '["x"]', '[[]]']) {
    assert.match(refused(`"histogram":{"dataPoints":[{"bucketCounts":${counts}}]}`), /bucketCounts is not an integer/)
  }
  assert.match(refused('"histogram":{"dataPoints":[{"explicitBounds":["x"]}]}'), /explicitBounds is not a double$/)
  assert.match(refused('"histogram":{"dataPoints":[{"bucketCounts":1}]}'), /bucketCounts is not a list$/)
})

test('what is optional is not zero where it is left out', () => {
  const { sum, min, max } = readHistogramPoint('"sum":0,"min":null')
  assert.deepEqual([sum, min, max], [0, undefined, undefined])
})

test('scale and offset are taken up to their last value and refused at the next', () => {
  const read = (value: number) =>
    readMetricsJson(
      payload(`"exponentialHistogram":{"dataPoints":[{"scale":${value},"negative":{"offset":${value}}}]}`),
    )
  for (const value of [2 ** 31 - 1, -(2 ** 31)]) assert.ok(read(value).ok)
  for (const value of [2 ** 31, -(2 ** 31) - 1]) assert.match(unwrapError(read(value)), /scale is not an integer/)
})

test(`${hollowMessagesMax} points may be almost empty and not one more`, () => {
  const points = (count: number) => `"name":"m","gauge":{"dataPoints":[${Array(count).fill('{}').join(',')}]}`
  assert.equal(readMetric(points(hollowMessagesMax)).data.kind, 'gauge')
  assert.match(refused(points(hollowMessagesMax + 1)), /dataPoints\[10000\] is one more than the 10000 messages/)
})
