import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { queryNameChars } from '../../limits.ts'
import { redactedText, redactorWith } from '../testing/redact.ts'

describe('queries of URLs', () => {
  const redactor = redactorWith()
  for (const [text, clean] of [
    ['https://example.com/?page=2&access_token=abc#top', 'https://example.com/?page=2&access_token=****#top'],
    ['GET /files?X-Amz-Signature=abc&X-Amz-Date=1', 'GET /files?X-Amz-Signature=****&X-Amz-Date=1'],
    ['token=abc&page=2', 'token=****&page=2'],
    ['/?api_key=a=b=c', '/?api_key=****'],
    ['/?token=&page=2', '/?token=&page=2'],
    ['/?page=2&sort=token', '/?page=2&sort=token'],
    ['WHERE token = 5', 'WHERE token = 5'],
  ] as const) {
    it(`make ${text} ${clean}`, () => assert.equal(redactedText(redactor, text), clean))
  }

  it('lose all values on request', () => {
    const all = redactorWith({ url_query: 'all' })
    assert.equal(redactedText(all, '/a?page=2&q=joe'), '/a?page=****&q=****')
    assert.equal(redactedText(all, 'page=2&q=joe', 'url.query'), 'page=****&q=****')
    assert.equal(redactedText(all, 'count=2'), 'count=2')
  })

  it('keep all values on request', () => {
    assert.equal(redactedText(redactorWith({ url_query: 'keep' }), '/?token=abc'), '/?token=abc')
  })

  it('are looked at up to the greatest length of a name', () => {
    const name = `${'x'.repeat(queryNameChars - 5)}token`
    assert.equal(redactedText(redactor, `/?${name}=abc`), `/?${name}=****`)
    assert.equal(redactedText(redactor, `/?x${name}=abc`), `/?x${name}=abc`)
  })
})
