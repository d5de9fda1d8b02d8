import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { writeLogsProto, writeMetricsProto, writeTracesProto } from '@throughline/otlp'
import { everyField, everyFieldOfLogs, everyFieldOfMetrics } from '@throughline/otlp/testing'
import { redactedAttributes, redactedText, redactorWith, texts, unwrap } from './testing/redact.ts'

describe('a redactor without settings', () => {
  it('gives back the very array in which there is nothing to redact', () => {
    const redactor = redactorWith()
    const requests = {
      traces: writeTracesProto(everyField()),
      metrics: writeMetricsProto(everyFieldOfMetrics()),
      logs: writeLogsProto(everyFieldOfLogs()),
    }
    for (const [signal, bytes] of Object.entries(requests))
      assert.equal(unwrap(redactor.redact(signal as keyof typeof requests, bytes)), bytes)
  })

  it('masks what is under the key of a secret, and counts it', () => {
    const redactor = redactorWith()
    const attributes = texts({
      'http.request.header.authorization': 'Basic abc',
      'http.route': '/a',
      password: 'hunter2',
    })
    assert.deepEqual(
      redactedAttributes(redactor, attributes),
      texts({ 'http.request.header.authorization': '****', 'http.route': '/a', password: '****' }),
    )
    assert.equal(redactor.stats().redacted.secret_key, 2)
  })

  it('masks the user of a URL', () => {
    assert.equal(
      redactedText(redactorWith(), 'GET https://joe:pw@example.com/?a=1'),
      'GET https://****@example.com/?a=1',
    )
  })
})
