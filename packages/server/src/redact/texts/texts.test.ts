import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { createRules } from '../rules.ts'
import { patternNames } from '../settings.ts'
import { settingsWith } from '../testing/redact.ts'
import { textRules } from './text-rules.ts'
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
  ...['Basic am9lOnB3', 'basic ', 'https://', 'joe:pw@', '-----BEGIN PRIVATE KEY-----', '?token=abc', '"password":"x"'],
  ...[' ', '.', '-', ':', '/', '@', '=', '"', 'a', 'é', '0', '\n'],
)
const anyText = fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join(''))

it('a text that does not look as if a rule could hit has nothing that it would', () => {
  const settings = settingsWith({ patterns: [...patternNames] })
  const rules = textRules(settings, createRules(settings))
  const clean = createTexts(rules)
  const cleanAll = createTexts(rules.map(rule => ({ ...rule, needs: [{}] })))
  const siblings = { bytes: new Uint8Array(0), start: 0, end: 0, field: 0 }
  fc.assert(
    fc.property(anyText, text => {
      const bytes = Buffer.from(text)
      const place = [bytes, 0, bytes.length, 'any', siblings] as const
      assert.equal(clean.cleaned(...place), cleanAll.cleaned(...place))
    }),
    { numRuns: 3000 },
  )
})
