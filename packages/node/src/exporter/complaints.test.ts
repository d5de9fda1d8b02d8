import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maxComplaintChars } from '../limits.ts'
import { Complaints } from './complaints.ts'

const unreachable = { kind: 'unreachable', reason: 'ECONNREFUSED' } as const
const busy = { kind: 'unavailable', reason: 'HTTP 503', retryAfterMs: undefined } as const

test('a receiver that is away is mentioned once, however it is away and however often', () => {
  const said: string[] = []
  const complaints = new Complaints('http://receiver/v1', sentence => said.push(sentence))
  for (const outcome of [unreachable, busy, unreachable, busy]) complaints.note(outcome)
  assert.deepEqual(said, ['cannot reach http://receiver/v1 (ECONNREFUSED); retrying, spans are kept in memory'])
})

test('what is refused, and what is rejected in part, is mentioned once each', () => {
  const said: string[] = []
  const complaints = new Complaints('http://receiver/v1', sentence => said.push(sentence))
  for (let i = 0; i < 2; i++) {
    complaints.note({ kind: 'refused', reason: 'HTTP 401' })
    complaints.note({ kind: 'sent', rejectedSpanCount: 2, message: 'too old' })
  }
  assert.deepEqual(said, [
    'http://receiver/v1 refused spans (HTTP 401); they are dropped',
    'http://receiver/v1 did not take 2 spans: too old',
  ])
})

test('a rejection without a reason is mentioned too, and no credentials are', () => {
  const said: string[] = []
  const complaints = new Complaints('http://ann:secret@receiver/v1?key=secret', sentence => said.push(sentence))
  complaints.note({ kind: 'sent', rejectedSpanCount: 0, message: '' })
  complaints.note({ kind: 'sent', rejectedSpanCount: 3, message: '' })
  assert.deepEqual(said, ['http://receiver/v1 did not take 3 spans: no reason given'])
})

test('what a receiver says stays on one line, and within the limit', () => {
  const said: string[] = []
  const complaintOf = (reason: string) => {
    new Complaints('http://receiver', sentence => said.push(sentence)).note({ kind: 'refused', reason })
    return said.pop() ?? ''
  }
  assert.equal(complaintOf('a\r\n\u001b[31mb\u2028c'), 'http://receiver refused spans (a [31mb c); they are dropped')
  const othersChars = complaintOf('').length
  assert.equal(complaintOf('x'.repeat(maxComplaintChars - othersChars)).length, maxComplaintChars)
  assert.match(complaintOf('x'.repeat(maxComplaintChars - othersChars + 1)), /they are droppe…$/)
})
