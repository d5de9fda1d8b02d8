import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fullUrl, pathOf, redactQuery, splitHost } from './urls.ts'

test('a full URL has no credentials and no fragment', () => {
  assert.equal(fullUrl('http://ann:pw@host:1', '/a?b=1#c'), 'http://REDACTED:REDACTED@host:1/a?b=1')
  assert.equal(fullUrl('http://proxy:1', 'https://host/a@b'), 'https://host/a@b')
  assert.equal(fullUrl('http://host', '/a?X-Goog-Signature=abc&x=1'), 'http://host/a?X-Goog-Signature=REDACTED&x=1')
})

test('a target without a path leaves the URL of the server alone', () => {
  assert.equal(fullUrl('http://host:1', '*'), 'http://host:1')
  assert.equal(fullUrl('http://proxy:1', 'example.org:443'), 'http://proxy:1')
})

test('a path has nothing of the URL around it, credentials least of all', () => {
  assert.equal(pathOf('/a?b=http://c'), '/a?b=http://c')
  assert.equal(pathOf('HTTP://ann:pw@host:1/a?b=1'), '/a?b=1')
  assert.equal(pathOf('http://ann:pw@host'), '/')
  assert.equal(pathOf('http://host?b=1'), '/?b=1')
  assert.equal(pathOf('*'), '*')
})

test('a query keeps everything but the listed credentials', () => {
  const query = 'sig=a&design=b&Signature=c&AWSAccessKeyId=d&signature=e'
  assert.equal(redactQuery(query), 'sig=REDACTED&design=b&Signature=REDACTED&AWSAccessKeyId=REDACTED&signature=e')
})

test('a host is taken apart whatever its form', () => {
  assert.deepEqual(splitHost('example.org'), { host: 'example.org', port: undefined })
  assert.deepEqual(splitHost('example.org:8080'), { host: 'example.org', port: 8080 })
  assert.deepEqual(splitHost('[::1]'), { host: '::1', port: undefined })
  assert.deepEqual(splitHost('[::1]:80'), { host: '::1', port: 80 })
  assert.deepEqual(splitHost('host:rubbish'), { host: 'host', port: undefined })
})
