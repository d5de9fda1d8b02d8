/**
 * How keys of secrets end, without case, `-` and `_`: `http.request.header.x-api-key`, `clientSecret`, `AWS_SESSION_TOKEN`.
 * Only the end counts, and no plural of a token: `gen_ai.usage.input_tokens` is a number, and `aspnetcore.identity.token_verified`
 * tells nothing. OpenTelemetry's `session.id` is no login, but what ties the events of a visit together.
 */
const endings = [
  'authorization',
  'cookie',
  'cookies',
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'secret',
  'secrets',
  'secretkey',
  'token',
  'apikey',
  'accesskey',
  'accesskeyid',
  'privatekey',
  'signingkey',
  'encryptionkey',
  'credential',
  'credentials',
  'sessionid',
  'sessid',
  'connect.sid',
]

/** Short ones, that are ends of other words as well. */
const wholeWords = new Set(['pwd', 'pin', 'cvv', 'cvc', 'otp', 'jwt', 'sid'])

/** Names in the query of a URL besides those: of signatures, and of short-lived codes. */
const queryNames = new Set(['sig', 'signature', 'xamzsignature', 'xgoogsignature', 'awsaccesskeyid', 'xamzcredential'])

const plain = (key: string): string => key.toLowerCase().replace(/[-_ ]/g, '')

export function isSecretKey(key: string): boolean {
  const name = plain(key)
  return endings.some(ending => name.endsWith(ending)) || wholeWords.has(name.slice(name.lastIndexOf('.') + 1))
}

export const isSecretQueryName = (name: string): boolean => isSecretKey(name) || queryNames.has(plain(name))
