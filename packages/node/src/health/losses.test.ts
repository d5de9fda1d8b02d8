import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lossSentence, unsentSentence } from './losses.ts'
import { noStats } from './stats-sum.ts'

test('says nothing where nothing was lost, however much was sent', () => {
  assert.equal(lossSentence({ ...noStats, recorded: 10, sent: 10, kept: 3 }), undefined)
})

test('says how many spans were lost, and for which reasons', () => {
  assert.equal(
    lossSentence({ ...noStats, lapped: 1_200, refused: 34 }),
    'dropped 1,234 spans in the last minute: 1,200 overwritten before they could be sent (the receiver is too slow or ' +
      'away), 34 refused by the receiver',
  )
  assert.equal(
    lossSentence({ ...noStats, tooLarge: 1 }),
    'dropped 1 span in the last minute: 1 larger than a span may be',
  )
})

test('tells traces beyond the rate apart from spans that were lost', () => {
  const rate = 'more failed or were slow than THROUGHLINE_KEEP_TRACES_PER_SECOND says'
  assert.equal(lossSentence({ ...noStats, limited: 2 }), `did not keep 2 traces in the last minute: ${rate}`)
  assert.match(
    lossSentence({ ...noStats, limited: 1, forgotten: 5 }) ?? '',
    /^dropped 5 spans .+; did not keep 1 trace /,
  )
})

test('log records that were lost are told by their name', () => {
  assert.equal(
    lossSentence({ ...noStats, tooLarge: 1 }, 'log record'),
    'dropped 1 log record in the last minute: 1 larger than a log record may be',
  )
})

test('says what could not be sent in time, across the end of what a counter holds', () => {
  assert.equal(unsentSentence({ ...noStats, recorded: 6, sent: 1, lapped: 2, refused: 3 }), undefined)
  const wrapped = { ...noStats, recorded: 2, sent: 2 ** 32 - 3 }
  assert.equal(unsentSentence(wrapped), 'the process ended before 5 spans could be sent')
  assert.equal(
    unsentSentence({ ...wrapped, sent: 1 }, 'log record'),
    'the process ended before 1 log record could be sent',
  )
})
