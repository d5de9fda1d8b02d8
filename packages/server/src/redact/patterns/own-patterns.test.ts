import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ownPatternTextChars } from '../../limits.ts'
import { redactedText, redactorWith } from '../testing/redact.ts'
import { expressionProblem } from './own-patterns.ts'

const own = (match: string) => redactorWith({ own_patterns: [{ name: 'own', in: 'value', match }] })

describe('patterns of users', () => {
  it('are found wherever they are, and counted', () => {
    const redactor = own('\\bE-\\d{6}\\b')
    assert.equal(redactedText(redactor, 'E-123456, E-12 and E-654321'), '****, E-12 and ****')
    assert.equal(redactor.stats().redacted.own, 2)
  })

  it('take no longer for being nested', () => {
    assert.equal(redactedText(own('(a+)+$'), `${'a'.repeat(10_000)}!`), `${'a'.repeat(10_000)}!`)
  })

  it('are tried on texts of the greatest length; longer ones are redacted as a whole', () => {
    const longest = `secret${' '.repeat(ownPatternTextChars - 6)}`
    assert.equal(redactedText(own('secret'), longest), `****${' '.repeat(ownPatternTextChars - 6)}`)
    assert.equal(redactedText(own('secret'), `${longest} `), '****')
  })

  it('are refused with the reason', () => {
    assert.equal(expressionProblem('a+'), undefined)
    assert.match(expressionProblem('(a') ?? '', /missing closing \)/)
    assert.match(expressionProblem('(?=a)') ?? '', /invalid/)
    assert.equal(expressionProblem('a*'), 'it matches the empty text')
  })
})
