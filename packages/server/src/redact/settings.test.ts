import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Check, Default, Errors } from 'typebox/value'
import { redactSettings } from './settings.ts'

interface Documented {
  readonly description?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
}

const problems = (settings: object) =>
  Errors(redactSettings, Default(redactSettings, settings)).map(({ message }) => message)

describe('settings of redaction', () => {
  it('have a default for all that they name', () => {
    assert.ok(Check(redactSettings, Default(redactSettings, {})))
  })

  it('have a description, a default and an example each', () => {
    const { properties } = JSON.parse(JSON.stringify(redactSettings)) as {
      readonly properties: Readonly<Record<string, Documented>>
    }
    for (const [name, { description, default: byDefault, examples }] of Object.entries(properties))
      assert.ok(description !== undefined && byDefault !== undefined && examples?.length, name)
  })

  it('refuse an expression that RE2 does not know, and say why', () => {
    assert.deepEqual(problems({ own_patterns: [{ name: 'own', match: '(?=a)' }] }), [
      'is no regular expression of RE2 that can be used: invalid or unsupported Perl syntax: `(?=`',
    ])
  })

  it('refuse to hash without a key', () => {
    assert.deepEqual(problems({ actions: { email: 'hash' } }), ['asks for the action hash without a hash_key'])
    assert.deepEqual(problems({ actions: { email: 'hash' }, hash_key: 'k' }), [])
  })

  it('refuse an action for a rule that does not exist', () => {
    assert.match(
      problems({ actions: { mail: 'mask' } })[0] ?? '',
      /^names an action for mail, which is none of .*email/,
    )
    assert.deepEqual(problems({ actions: { own: 'mask' }, own_patterns: [{ name: 'own', match: 'a' }] }), [])
  })
})
