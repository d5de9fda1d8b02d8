import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as incubating from '@opentelemetry/semantic-conventions/incubating'
import { isSecretKey, isSecretQueryName } from './secret-keys.ts'

/** Names of attributes; those that end with a name of the user's are tried with one. */
const conventionalKeys = Object.entries(incubating).flatMap(([constant, value]: [string, unknown]) => {
  if (!/^ATTR_/.test(constant)) return []
  return typeof value === 'function' ? [String(value('name'))] : [String(value)]
})

describe('keys of secrets', () => {
  it('are none of those that OpenTelemetry names', () => {
    assert.ok(conventionalKeys.length > 1000)
    assert.deepEqual(conventionalKeys.filter(isSecretKey), [])
    assert.ok(conventionalKeys.includes('gen_ai.usage.input_tokens'))
  })

  it('are none of these', () => {
    const keys = [
      'messaging.message.conversation_id',
      'session.id',
      'max_tokens',
      'token_count',
      'monkey',
      'tokens',
      'spin',
    ]
    assert.deepEqual(keys.filter(isSecretKey), [])
  })

  const secretKeys = [
    'authorization',
    'Authorization',
    'proxy-authorization',
    'http.request.header.authorization',
    'http.request.header.proxy_authorization',
    'http.request.header.cookie',
    'http.response.header.set-cookie',
    'rpc.request.metadata.x-api-key',
    'password',
    'db.password',
    'userPassword',
    'passwd',
    'PGPASSWORD',
    'pwd',
    'client_secret',
    'clientSecret',
    'token',
    'access_token',
    'refreshToken',
    'process.environment_variable.AWS_SESSION_TOKEN',
    'aws_secret_access_key',
    'api key',
    'X-API-Key',
    'apiKey',
    'private-key',
    'sessionId',
    'session_id',
    'PHPSESSID',
    'JSESSIONID',
    'connect.sid',
    'card.cvc',
  ]
  for (const key of secretKeys) it(`are such as ${key}`, () => assert.ok(isSecretKey(key)))

  it('in queries of URLs are also those of signatures', () => {
    for (const name of ['sig', 'Signature', 'X-Amz-Signature', 'X-Goog-Signature', 'AWSAccessKeyId', 'access_token'])
      assert.ok(isSecretQueryName(name), name)
    for (const name of ['page', 'q', 'design', 'id']) assert.ok(!isSecretQueryName(name), name)
  })
})
