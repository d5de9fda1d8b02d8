import { createHash, timingSafeEqual } from 'node:crypto'

/** What senders have to show; each may have one of its own, so that one can be withdrawn. */
export interface Credentials {
  readonly bearerTokens: readonly string[]
  readonly basicUsers: readonly { readonly user: string; readonly password: string }[]
}

export interface Guard {
  /** Whether a request with this `Authorization` header may come in. */
  letsIn(authorization: string | undefined): boolean
  /** The schemes, in the form that `WWW-Authenticate` has them (RFC 9110, 11.6.1). */
  readonly challenge: string
}

/** Lets everybody in where nothing is asked for. */
export function guardBy({ bearerTokens, basicUsers }: Credentials): Guard {
  const accepted = [
    ...bearerTokens.map(token => digestOf('bearer', token)),
    ...basicUsers.map(({ user, password }) => digestOf('basic', encodeBase64(`${user}:${password}`))),
  ]
  const schemes = [
    ...(bearerTokens.length > 0 ? ['Bearer realm="throughline"'] : []),
    ...(basicUsers.length > 0 ? ['Basic realm="throughline", charset="UTF-8"'] : []),
  ]
  return {
    letsIn: authorization => accepted.length === 0 || isOneOf(accepted, authorization ?? ''),
    challenge: schemes.join(', '),
  }
}

export const openToAll = guardBy({ bearerTokens: [], basicUsers: [] })

function isOneOf(accepted: readonly Buffer[], authorization: string): boolean {
  const [, scheme = '', shown = ''] = /^(bearer|basic) +(\S+)\s*$/i.exec(authorization) ?? []
  const digest = digestOf(scheme.toLowerCase(), shown)
  // All are compared, whichever matches: the time tells neither how much of one is right nor which it is.
  return accepted.map(each => timingSafeEqual(each, digest)).includes(true)
}

/** Digests, because only what has one length can be compared in constant time. */
const digestOf = (scheme: string, shown: string): Buffer => createHash('sha256').update(`${scheme} ${shown}`).digest()

const encodeBase64 = (text: string): string => Buffer.from(text).toString('base64')
