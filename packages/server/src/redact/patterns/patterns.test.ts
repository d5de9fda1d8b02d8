import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type PatternName, patternNames } from '../settings.ts'
import { redactedText, redactorWith } from '../testing/redact.ts'

/** What is found, in a sentence around it; and what looks like it and is something else. */
interface Examples {
  readonly found: readonly string[]
  readonly other: readonly string[]
}

const b64 = (text: string): string => Buffer.from(text).toString('base64')
const jwt = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from('{"sub":"joe"}').toString('base64url')}.c2lnbmF0dXJl`

const people: Readonly<Record<PatternName, Examples>> = {
  email: {
    found: ['joe@example.com', 'Joe.Doe+tag@mail.example.co.uk', "o'hara@example.org"],
    other: ['joe@localhost', '@decorator', 'user @ example.com', 'a@b.c'],
  },
  credit_card: {
    found: ['4111111111111111', '4111 1111 1111 1111', '5500-0000-0000-0004', '340000000000009', '6011000000000004'],
    other: ['4111111111111112', '1767323045123456789', 'a4111111111111111', '41111111111', '0.4111111111111111'],
  },
  iban: {
    found: ['DE89370400440532013000', 'DE89 3704 0044 0532 0130 00', 'GB29NWBK60161331926819', 'NO9386011117947'],
    other: ['DE88370400440532013000', 'DE8937040044053201300', 'XX89370400440532013000', 'de89370400440532013000'],
  },
  phone: {
    found: ['+491701234567', '+49 170 1234567', '+1 (212) 555-0100', '(212) 555-0100', '212-555-0100', '212.555.0100'],
    other: ['1701234567', '+02:00', '2026-01-02', '112-555-0100', '12-555-0100', '10.212.555.0100'],
  },
  national_id: {
    found: ['078-05-1120', 'AB123456C', 'AB 12 34 56 C', '12345678Z', 'X1234567L', '255081416802538', '111.444.777-35'],
    other: ['000-05-1120', '078-00-1120', '078051120', 'BG123456C', '12345678A', '255081416802539', '111.444.777-36'],
  },
  ipv4: {
    found: ['192.0.2.1', '255.255.255.255'],
    other: ['256.0.0.1', '1.2.3', '1.2.3.4.5', 'v1.2.3.4', '1.2.3.4x', 'Chrome/138.0.0.0'],
  },
  ipv6: {
    found: ['2001:db8::1', '::1', 'fe80::1ff:fe23:4567:890a', '::ffff:192.0.2.1', '2001:DB8:0:0:8:800:200C:417A'],
    other: ['12:34:56', 'a::b', 'std::vector', '::', '00:1b:63:84:45:e6'],
  },
}

const secrets: Readonly<Record<string, Examples>> = {
  private_key: {
    found: [
      '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
      '-----BEGIN PRIVATE KEY-----\nMIIE',
    ],
    other: ['-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----', 'PRIVATE KEY-----'],
  },
  jwt: { found: [jwt, jwt.replace(/\.[^.]*$/, '.')], other: ['eyJhbGciOiJIUzI1NiJ9', 'eyJ.a.b'] },
  token: {
    found: [
      `ghp_${'a1B2'.repeat(9)}`,
      `github_pat_${'a1B2'.repeat(20)}`,
      `glpat-${'a1B2'.repeat(5)}`,
      'AKIAIOSFODNN7EXAMPLE',
      `xoxb-${'123456789012-abcdef'}`,
      `sk_${'live'}_${'a1B2'.repeat(6)}`,
      `AIza${'a1B2c'.repeat(7)}`,
      `npm_${'a1B2'.repeat(9)}`,
      `sk-proj-${'a1B2'.repeat(10)}`,
      `SG.${'a'.repeat(22)}.${'b'.repeat(43)}`,
      `hf_${'aB'.repeat(17)}`,
    ],
    other: [
      'AKIAIOSFODNN7',
      'ghp_short',
      '0af7651916cd43dd8448eb211c80319c',
      'b3f1c2de-0000-4000-8000-000000000000',
      'sk-button',
    ],
  },
}

const inSentence = (text: string) => `it is ${text}, you know`

describe('patterns', () => {
  for (const name of patternNames) {
    const redactor = redactorWith({ patterns: [name], secrets: false })
    for (const text of people[name].found)
      it(`${name} finds ${text}`, () => assert.equal(redactedText(redactor, inSentence(text)), inSentence('****')))
    for (const text of people[name].other)
      it(`${name} lets ${text} be`, () => assert.equal(redactedText(redactor, inSentence(text)), inSentence(text)))
  }

  for (const [name, { found, other }] of Object.entries(secrets)) {
    for (const text of found) {
      it(`${name} finds ${text.slice(0, 24)}`, () => {
        const redactor = redactorWith()
        assert.ok(redactedText(redactor, `it is ${text}`).startsWith('it is ****'))
        assert.equal(redactor.stats().redacted[name], 1)
      })
    }
    for (const text of other)
      it(`${name} lets ${text.slice(0, 24)} be`, () => assert.equal(redactedText(redactorWith(), text), text))
  }

  it('find nothing that was not asked for', () => {
    const text = Object.values(people)
      .flatMap(({ found }) => found)
      .join(' and ')
    assert.equal(redactedText(redactorWith(), text), text)
  })

  it('find a card number behind other digits, and only that', () => {
    const redactor = redactorWith({ patterns: ['credit_card'] })
    assert.equal(redactedText(redactor, 'order 2 4111 1111 1111 1111 3'), 'order 2 **** 3')
  })
})

describe('tokens of headers', () => {
  const redactor = redactorWith()
  for (const [text, clean] of [
    ['Bearer 2YotnFZFEjr1zCsicMWpAA', 'Bearer ****'],
    ['authorization: bearer a.b~c+d/e-f_g1234567==', 'authorization: bearer ****'],
    [`Basic ${b64('joe:pw')}`, 'Basic ****'],
    ['Bearer authentication-is-required', 'Bearer authentication-is-required'],
    ['a basic understanding', 'a basic understanding'],
  ] as const) {
    it(`make ${text} ${clean}`, () => assert.equal(redactedText(redactor, text), clean))
  }
})

describe('users of URLs', () => {
  const redactor = redactorWith()
  for (const [text, clean] of [
    ['https://joe@example.com/', 'https://****@example.com/'],
    ['postgres://joe:p@ss@db:5432/shop', 'postgres://****@db:5432/shop'],
    ['see http://a:b@c and http://d:e@f', 'see http://****@c and http://****@f'],
    ['https://example.com/@joe', 'https://example.com/@joe'],
    ['https://example.com/?mail=joe@example.com', 'https://example.com/?mail=joe@example.com'],
  ] as const) {
    it(`make ${text} ${clean}`, () => assert.equal(redactedText(redactor, text), clean))
  }
})
