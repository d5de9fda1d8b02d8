import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { knownTextBytes } from '../../limits.ts'
import type { Form } from '../keys/verdict.ts'
import { createRules } from '../rules.ts'
import { patternNames } from '../settings.ts'
import { redactedAttributes, redactorWith, settingsWith, text, texts } from '../testing/redact.ts'
import { type TextRule, textRules } from './text-rules.ts'
import { createTexts } from './texts.ts'

/** Pieces of all that is looked for, and what may stand around it. */
const piece = fc.constantFrom(
  ...['joe@example.com', '4111 1111 1111 1111', 'DE89370400440532013000', '+49 170 1234567', '(212) 555-0100'],
  ...['078-05-1120', 'AB123456C', '12345678Z', '111.444.777-35', '192.0.2.1', '2001:db8::1', 'fe80::'],
  ...[
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqb2UifQ.c2ln',
    'xoxb-1234567890',
    'AKIAIOSFODNN7EXAMPLE',
    'Bearer a.b.c.d.e.f.g.1h',
  ],
  ...['\\"sessionid\\":\\"x\\"', 'page=2', "'pwd': 5", 'sk_', 'ya29.', 'glpat-', 'x'.repeat(20)],
  ...['Basic am9lOnB3', 'basic ', 'https://', 'joe:pw@', '-----BEGIN PRIVATE KEY-----', '?token=abc', '"password":"x"'],
  ...[' ', '.', '-', ':', '/', '@', '=', '"', 'a', 'é', '0', '\n'],
)
const anyText = fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join(''))

const settings = settingsWith({ patterns: [...patternNames] })
const rules = textRules(settings, createRules(settings))
const siblings = { bytes: new Uint8Array(0), start: 0, end: 0, field: 0 }
const form = fc.constantFrom<Form[]>('any', 'query', 'statement')

it('a text that does not look as if a rule could hit has nothing that it would', () => {
  const texts = createTexts(rules)
  fc.assert(
    fc.property(anyText, form, (text, itsForm) => {
      const bytes = Buffer.from(text)
      const unlooked = createTexts(rules.map(({ closerLook, ...rule }) => ({ ...rule, needs: [{}] })))
      const expected = unlooked.cleaned(bytes, 0, bytes.length, itsForm, siblings)
      assert.equal(texts.cleaned(bytes, 0, bytes.length, itsForm, siblings), expected)
      // What was remembered of it comes to the same.
      assert.equal(texts.cleaned(bytes, 0, bytes.length, itsForm, siblings), expected)
      if (expected !== undefined) assert.ok(texts.mayHit(bytes, 0, bytes.length, itsForm))
    }),
    { numRuns: 3000 },
  )
})

describe('a text that is clean', () => {
  /** How often a text is read when it comes twice. */
  function readCount(text: string, rule: Partial<TextRule> = {}): number {
    let count = 0
    const apply = (each: string) => {
      count++
      return each
    }
    const texts = createTexts([{ needs: [{}], apply, ...rule }])
    const bytes = Buffer.from(`[${text}]`)
    for (let i = 0; i < 2; i++) texts.cleaned(bytes, 1, bytes.length - 1, 'any', siblings)
    return count
  }

  it('is read once, up to the greatest length', () => {
    assert.equal(readCount('x'.repeat(knownTextBytes)), 1)
    assert.equal(readCount('x'.repeat(knownTextBytes + 1)), 2)
  })

  it('is read again where something else decides', () => {
    let context = 0
    assert.equal(readCount('x', { contextOf: () => `context ${context++}` }), 2)
    assert.equal(readCount('x', { contextOf: () => 'the same' }), 1)
    assert.equal(readCount('x', { contextOf: () => undefined }), 1)
  })

  it('is so for its own form only', () => {
    const texts = createTexts(rules)
    const bytes = Buffer.from("page='1'")
    assert.equal(texts.cleaned(bytes, 0, bytes.length, 'any', siblings), undefined)
    assert.equal(texts.cleaned(bytes, 0, bytes.length, 'statement', siblings), 'page=?')
  })
})

it('a statement is read with the system of its own span, also where it was clean in another', () => {
  const redactor = redactorWith()
  const statement = (system: string) =>
    redactedAttributes(redactor, texts({ 'db.system.name': system, 'db.query.text': 'SELECT "a" FROM t' }))[1]
  for (const _ of [1, 2]) {
    assert.deepEqual(statement('postgresql')?.value, text('SELECT "a" FROM t'))
    assert.deepEqual(statement('mysql')?.value, text('SELECT ? FROM t'))
  }
})
