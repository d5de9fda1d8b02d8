import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { filterTextChars, listLimitMax } from '../limits.ts'
import { parseTraceFilter } from './filter.ts'

const parse = (query: string) => parseTraceFilter(new URLSearchParams(query))
const errorOf = (query: string) => {
  const filter = parse(query)
  return filter.ok ? undefined : filter.error
}

describe('parseTraceFilter', () => {
  it('takes the newest 50 of everything when nothing is said', () => {
    const none = { service: undefined, text: undefined, fromUnixNano: undefined, toUnixNano: undefined }
    const everything = { ok: true, value: { ...none, errorsOnly: false, limit: 50 } }
    assert.deepEqual(parse(''), everything)
    assert.deepEqual(parse('service=&text=&errors=&from=&to=&limit=&q='), everything)
  })

  it('passes on every part of the question', () => {
    assert.deepEqual(parse('service=auth&text=SELECT+users&errors=true&from=1&to=2.5&limit=7'), {
      ok: true,
      value: {
        service: 'auth',
        text: 'SELECT users',
        errorsOnly: true,
        fromUnixNano: 1_000_000_000n,
        toUnixNano: 2_500_000_000n,
        limit: 7,
      },
    })
  })

  it('reads RFC 3339 and unix seconds to the nanosecond', () => {
    for (const from of [
      '2026-05-01T12:00:00.123456789Z',
      '2026-05-01T14:00:00.123456789%2B02:00',
      '1777636800.123456789',
    ]) {
      const filter = parse(`from=${from}`)
      assert.equal(filter.ok && filter.value.fromUnixNano, 1_777_636_800_123_456_789n, from)
    }
  })

  it('refuses a time that is none', () => {
    for (const from of ['yesterday', '2026-05-01', '2026-13-01T00:00:00Z', '1969-12-31T23:59:59Z', '-1', '1e9']) {
      assert.match(errorOf(`from=${from}`) ?? '', /^from: "/, from)
    }
    assert.equal(errorOf('from=2&to=1'), 'from is later than to')
  })

  it('takes the largest limit and refuses the next', () => {
    assert.ok(parse(`limit=${listLimitMax}`).ok)
    for (const limit of [0, listLimitMax + 1, -1, 'ten', '1.5'])
      assert.match(errorOf(`limit=${limit}`) ?? '', /^limit /)
  })

  it('takes the longest text and refuses the next', () => {
    assert.ok(parse(`text=${'x'.repeat(filterTextChars)}`).ok)
    assert.match(errorOf(`text=${'x'.repeat(filterTextChars + 1)}`) ?? '', /^text is longer/)
    assert.match(errorOf(`service=${'x'.repeat(filterTextChars + 1)}`) ?? '', /^service is longer/)
  })

  it('says what it does not understand', () => {
    assert.match(errorOf('q={}') ?? '', /TraceQL/)
    assert.match(errorOf('errors=maybe') ?? '', /true or false/)
  })
})
