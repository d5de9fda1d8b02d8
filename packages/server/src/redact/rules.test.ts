import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { redactedAttributes, redactedText, redactorWith, text, texts } from './testing/redact.ts'

const secret = (redactor: ReturnType<typeof redactorWith>, value: string) => redactedText(redactor, value, 'password')

describe('actions', () => {
  it('mask keeps the last four of eight characters or more on request', () => {
    const redactor = redactorWith({ action: 'mask_keep_last_4' })
    assert.equal(secret(redactor, '12345678'), '****5678')
    assert.equal(secret(redactor, '1234567'), '****')
  })

  it('hash gives equal values equal digits, by the key', () => {
    const redactor = redactorWith({ action: 'hash', hash_key: 'one' })
    // printf hunter2 | openssl dgst -sha256 -hmac one
    assert.equal(secret(redactor, 'hunter2'), '15c6c4f9d492fe28')
    assert.notEqual(secret(redactorWith({ action: 'hash', hash_key: 'other' }), 'hunter2'), secret(redactor, 'hunter2'))
    assert.equal(redactor.stats().redacted.secret_key, 2)
  })

  it('can be another for a rule', () => {
    const redactor = redactorWith({ patterns: ['email', 'ipv4'], action: 'remove', actions: { email: 'mask' } })
    assert.equal(redactedText(redactor, 'joe@example.com at 192.0.2.1'), '**** at ')
  })

  it('reach numbers and truth values under a key that is redacted, and leave others', () => {
    const redactor = redactorWith()
    const number = { kind: 'int', value: 1234n } as const
    assert.deepEqual(
      redactedAttributes(redactor, [
        { key: 'pin', value: number },
        { key: 'count', value: number },
      ]),
      [
        { key: 'pin', value: text('****') },
        { key: 'count', value: number },
      ],
    )
  })
})

describe('keys', () => {
  it('that are ignored are left, whatever else is said of them', () => {
    const attributes = texts({ page_token: 'https://joe:pw@host/' })
    const redactor = redactorWith({ ignored_keys: ['page_*'], blocked_keys: ['*'] })
    assert.deepEqual(redactedAttributes(redactor, attributes), attributes)
  })

  it('can be blocked by patterns of users', () => {
    const redactor = redactorWith({ own_patterns: [{ name: 'customer', in: 'key', match: '^cust(omer)?\\.' }] })
    assert.equal(redactedText(redactor, 'Joe', 'customer.name'), '****')
    assert.equal(redactor.stats().redacted.customer, 1)
  })

  it('are left alone where secrets are not asked for', () => {
    assert.equal(secret(redactorWith({ secrets: false }), 'hunter2'), 'hunter2')
  })
})

describe('counts', () => {
  it('name all rules that there are, from the start', () => {
    assert.deepEqual(Object.keys(redactorWith({ patterns: ['email'] }).stats().redacted).sort(), [
      'blocked_key',
      'email',
      'jwt',
      'named_secret',
      'not_allowed',
      'private_key',
      'profile_recording',
      'secret_key',
      'sql_literals',
      'token',
      'url_query',
      'url_user',
    ])
  })
})
