import assert from 'node:assert/strict'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseRequestPattern, pathMatches, requestMatches } from './request-pattern.ts'

/** Slow, and obviously right: a wildcard takes nothing, or one more character. */
function obviouslyMatches(pattern: string, path: string): boolean {
  if (pattern === '') return path === ''
  if (pattern.startsWith('*')) {
    return obviouslyMatches(pattern.slice(1), path) || (path !== '' && obviouslyMatches(pattern, path.slice(1)))
  }
  return path.startsWith(pattern.charAt(0)) && obviouslyMatches(pattern.slice(1), path.slice(1))
}

function matches(pattern: string, method: string, url: string): boolean {
  const parsed = parseRequestPattern(pattern)
  assert.ok(parsed !== undefined, pattern)
  return requestMatches(parsed, Object.assign(new IncomingMessage(new Socket()), { method, url }))
}

describe('a pattern of requests', () => {
  test('matches what a slow matcher does', () => {
    const few = (characters: string, maxLength: number) =>
      fc.string({ unit: fc.constantFrom(...characters), maxLength, size: 'max' })
    let matchCount = 0
    fc.assert(
      fc.property(few('ab*', 8), few('ab', 12), (pattern, path) => {
        const isMatch = pathMatches(pattern.split('*'), path)
        if (isMatch) matchCount++
        assert.equal(isMatch, obviouslyMatches(pattern, path))
      }),
      { numRuns: 5_000 },
    )
    assert.ok(matchCount > 100)
  })

  for (const [pattern, method, url, isMatch] of [
    ['/healthz', 'GET', '/healthz', true],
    ['/healthz', 'HEAD', '/healthz?verbose=/x', true],
    ['/healthz', 'GET', '/healthz/', false],
    ['/healthz', 'GET', '/Healthz', false],
    ['/health.', 'GET', '/healthz', false],
    ['GET /healthz', 'GET', '/healthz', true],
    ['get  /healthz', 'GET', '/healthz', true],
    ['GET /healthz', 'HEAD', '/healthz', false],
    ['/internal/*', 'POST', '/internal/jobs/7', true],
    ['/internal/*', 'POST', '/internal/', true],
    ['/internal/*', 'POST', '/internal', false],
    ['*/health', 'GET', '/a/b/health', true],
    ['/a/*/c/*/d', 'GET', '/a/b/c/d', false],
    ['/a*a', 'GET', '/a', false],
    ['/x', 'GET', 'http://user@host/x?q', true],
    ['*', 'OPTIONS', '*', true],
  ] as const) {
    test(`${pattern} ${isMatch ? 'means' : 'does not mean'} ${method} ${url}`, () => {
      assert.equal(matches(pattern, method, url), isMatch)
    })
  }

  test('is none without a path, with a query, or with a method that Node does not know', () => {
    for (const text of ['healthz', 'GET', 'GET healthz', '/a?b=1', '/a b', '/a#b', 'GTE /a', 'http://host/a', '']) {
      assert.equal(parseRequestPattern(text), undefined, text)
    }
    assert.notEqual(parseRequestPattern('m-search /a'), undefined)
  })

  test('is not kept busy by a path that was chosen for it', () => {
    const path = `/${'a'.repeat(16 << 10)}`
    assert.equal(pathMatches('/*a*a*a*a*a*a*a*a*b*c'.split('*'), path), false)
  })
})
