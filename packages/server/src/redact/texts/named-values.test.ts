import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { valueNameChars } from '../../limits.ts'
import { redactedText, redactorWith } from '../testing/redact.ts'

describe('queries of URLs', () => {
  const redactor = redactorWith()
  for (const [text, clean] of [
    ['https://example.com/?page=2&access_token=abc#top', 'https://example.com/?page=2&access_token=****#top'],
    ['GET /files?X-Amz-Signature=abc&X-Amz-Date=1', 'GET /files?X-Amz-Signature=****&X-Amz-Date=1'],
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
    assert.equal(redactedText(all, 'count=2 or=3'), 'count=2 or=3')
  })

  it('keep all values on request', () => {
    assert.equal(redactedText(redactorWith({ url_query: 'keep' }), '/?token=abc'), '/?token=abc')
  })

  it('are looked at up to the greatest length of a name', () => {
    const name = `${'x'.repeat(valueNameChars - 5)}token`
    assert.equal(redactedText(redactor, `/?${name}=abc`), `/?${name}=****`)
    assert.equal(redactedText(redactor, `/?x${name}=abc`), `/?x${name}=abc`)
  })
})

describe('what is named like a secret', () => {
  const redactor = redactorWith()
  for (const [text, clean] of [
    ['token=abc&page=2', 'token=****&page=2'],
    ['level=info password=hunter2 user=joe', 'level=info password=**** user=joe'],
    ['login(user=joe,api_key="a b\\"c")', 'login(user=joe,api_key="****")'],
    ['{"user":"joe","password":"hunter\\"2","n":1}', '{"user":"joe","password":"****","n":1}'],
    ["{'accessToken': 'abc', 'id': 5}", "{'accessToken': '****', 'id': 5}"],
    ['{"pin": 1234, "pwd":null}', '{"pin": ****, "pwd":****}'],
    ['{"body":"{\\"secret\\":\\"x\\",\\"a\\":1}"}', '{"body":"{\\"secret\\":\\"****\\",\\"a\\":1}"}'],
    ['{"password":"cut of', '{"password":"****'],
    ['{"password":{"min":8},"token":""}', '{"password":{"min":8},"token":""}'],
    ['password: must be 8 characters', 'password: must be 8 characters'],
    ['{"input_tokens":5} a==b 12:30:00', '{"input_tokens":5} a==b 12:30:00'],
  ] as const) {
    it(`makes ${text} ${clean}`, () => assert.equal(redactedText(redactor, text), clean))
  }

  it('stays where secrets are not asked for', () => {
    assert.equal(redactedText(redactorWith({ secrets: false }), '{"password":"x"}'), '{"password":"x"}')
  })
})
