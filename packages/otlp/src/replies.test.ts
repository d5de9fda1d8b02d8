import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  bytesToHex,
  type LogsResponse,
  type MetricsResponse,
  type ProfilesResponse,
  readLogsResponseJson,
  readLogsResponseProto,
  readMetricsResponseJson,
  readMetricsResponseProto,
  readProfilesResponseJson,
  readProfilesResponseProto,
  readStatusJson,
  readStatusProto,
  readTraceResponseJson,
  readTraceResponseProto,
  writeLogsResponseJson,
  writeLogsResponseProto,
  writeMetricsResponseJson,
  writeMetricsResponseProto,
  writeProfilesResponseJson,
  writeProfilesResponseProto,
  writeStatusJson,
  writeStatusProto,
  writeTraceResponseJson,
  writeTraceResponseProto,
} from './index.ts'
import { unwrapError } from './testing/internal/unwrap.ts'

const text = fc.string({ unit: 'binary' }).map(value => value.toWellFormed())
const response = fc.record(
  { rejectedSpans: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), errorMessage: text },
  { noNullPrototype: true },
)
const status = fc.record({ code: fc.integer(), message: text }, { noNullPrototype: true })

test('full success leaves partial_success out', () => {
  const success = { rejectedSpans: 0n, errorMessage: '' }
  assert.equal(writeTraceResponseProto(success).length, 0)
  assert.equal(writeTraceResponseJson(success), '{}')
  assert.deepEqual(readTraceResponseProto(new Uint8Array(0)), { ok: true, value: success })
  assert.deepEqual(readTraceResponseJson('{}'), { ok: true, value: success })
})

test('partial success is laid out as the protocol says', () => {
  const partial = { rejectedSpans: 5n, errorMessage: 'no' }
  assert.equal(bytesToHex(writeTraceResponseProto(partial)), '0a06080512026e6f')
  assert.equal(writeTraceResponseJson(partial), '{"partialSuccess":{"rejectedSpans":"5","errorMessage":"no"}}')
})

/** The other signals have the same response under another name for its count. */
const metricsResponse = (rejectedDataPoints: bigint, errorMessage: string): MetricsResponse => ({
  rejectedDataPoints,
  errorMessage,
})
const logsResponse = (rejectedLogRecords: bigint, errorMessage: string): LogsResponse => ({
  rejectedLogRecords,
  errorMessage,
})
const profilesResponse = (rejectedProfiles: bigint, errorMessage: string): ProfilesResponse => ({
  rejectedProfiles,
  errorMessage,
})

test('full success of metrics, logs and profiles leaves partial_success out', () => {
  assert.equal(writeMetricsResponseProto(metricsResponse(0n, '')).length, 0)
  assert.equal(writeMetricsResponseJson(metricsResponse(0n, '')), '{}')
  assert.equal(writeLogsResponseProto(logsResponse(0n, '')).length, 0)
  assert.equal(writeLogsResponseJson(logsResponse(0n, '')), '{}')
  assert.equal(writeProfilesResponseProto(profilesResponse(0n, '')).length, 0)
  assert.equal(writeProfilesResponseJson(profilesResponse(0n, '')), '{}')
})

test('partial success of metrics, logs and profiles is laid out as the protocol says', () => {
  const metrics = metricsResponse(5n, 'no')
  const logs = logsResponse(5n, 'no')
  assert.equal(bytesToHex(writeMetricsResponseProto(metrics)), '0a06080512026e6f')
  assert.equal(bytesToHex(writeLogsResponseProto(logs)), '0a06080512026e6f')
  assert.equal(writeMetricsResponseJson(metrics), '{"partialSuccess":{"rejectedDataPoints":"5","errorMessage":"no"}}')
  assert.equal(writeLogsResponseJson(logs), '{"partialSuccess":{"rejectedLogRecords":"5","errorMessage":"no"}}')
  const profiles = profilesResponse(5n, 'no')
  assert.equal(bytesToHex(writeProfilesResponseProto(profiles)), '0a06080512026e6f')
  assert.equal(writeProfilesResponseJson(profiles), '{"partialSuccess":{"rejectedProfiles":"5","errorMessage":"no"}}')
})

test('responses of metrics, logs and profiles come back from both encodings', () => {
  fc.assert(
    fc.property(response, ({ rejectedSpans, errorMessage }) => {
      const metrics = metricsResponse(rejectedSpans, errorMessage)
      assert.deepEqual(readMetricsResponseProto(writeMetricsResponseProto(metrics)), { ok: true, value: metrics })
      assert.deepEqual(readMetricsResponseJson(writeMetricsResponseJson(metrics)), { ok: true, value: metrics })
      const logs = logsResponse(rejectedSpans, errorMessage)
      assert.deepEqual(readLogsResponseProto(writeLogsResponseProto(logs)), { ok: true, value: logs })
      assert.deepEqual(readLogsResponseJson(writeLogsResponseJson(logs)), { ok: true, value: logs })
      const profiles = profilesResponse(rejectedSpans, errorMessage)
      assert.deepEqual(readProfilesResponseProto(writeProfilesResponseProto(profiles)), { ok: true, value: profiles })
      assert.deepEqual(readProfilesResponseJson(writeProfilesResponseJson(profiles)), { ok: true, value: profiles })
    }),
  )
})

test('a status is laid out as google.rpc.Status', () => {
  const invalid = { code: 3, message: 'no' }
  assert.equal(bytesToHex(writeStatusProto(invalid)), '080312026e6f')
  assert.equal(writeStatusJson(invalid), '{"code":3,"message":"no"}')
})

test('replies come back from both encodings', () => {
  fc.assert(
    fc.property(response, status, (value, failure) => {
      assert.deepEqual(readTraceResponseProto(writeTraceResponseProto(value)), { ok: true, value })
      assert.deepEqual(readTraceResponseJson(writeTraceResponseJson(value)), { ok: true, value })
      assert.deepEqual(readStatusProto(writeStatusProto(failure)), { ok: true, value: failure })
      assert.deepEqual(readStatusJson(writeStatusJson(failure)), { ok: true, value: failure })
    }),
  )
})

test('replies are read past details and unknown fields', () => {
  assert.deepEqual(readStatusJson('{"code":14,"message":"m","details":[{"@type":"x"}]}'), {
    ok: true,
    value: { code: 14, message: 'm' },
  })
  const withDetails = Uint8Array.of(0x08, 14, 0x1a, 2, 0x0a, 0)
  assert.deepEqual(readStatusProto(withDetails), { ok: true, value: { code: 14, message: '' } })
})

test('rubbish in place of a reply is a sentence', () => {
  const html = '<html>502 Bad Gateway</html>'
  assert.match(unwrapError(readTraceResponseJson(html)), /^the body is not JSON/)
  assert.match(unwrapError(readStatusJson(html)), /^the body is not JSON/)
  assert.match(unwrapError(readTraceResponseProto(new TextEncoder().encode(html))), /^byte \d+ /)
  assert.match(unwrapError(readStatusProto(new TextEncoder().encode(html))), /^byte \d+ /)
})
