import { err, ok, type Result } from '@throughline/otlp'
import { durationMs } from '../../config/units.ts'
import type { DestinationOf, DestinationSettings } from '../settings.ts'
import { readTlsFiles } from '../tls.ts'
import type { HttpEndpoint } from './http-client.ts'

/** A destination that is reached over the network. */
export type RemoteSettings = Exclude<DestinationSettings, DestinationOf<'file'>>

export async function endpointOf(settings: RemoteSettings): Promise<Result<HttpEndpoint>> {
  const { endpoint, headers, auth, timeout, tls } = settings
  if (!URL.canParse(endpoint)) return err(`${endpoint} is no URL`)
  const files = await readTlsFiles(tls)
  if (!files.ok) return files
  return ok({
    headers: { ...authorizationOf(auth), ...lowerCased(headers) },
    timeoutMs: durationMs(timeout),
    tls: files.value,
  })
}

function authorizationOf({ username, password, bearer }: RemoteSettings['auth']): Record<string, string> {
  if (bearer !== '') return { authorization: `Bearer ${bearer}` }
  if (username === '' && password === '') return {}
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}

/** Names of headers are the same in either case; of two that we send under one name, the user's counts. */
const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
