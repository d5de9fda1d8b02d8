import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import { type Allowance, collect, tooLarge } from './collect.ts'
import { collectInflated, compressions, inflaterOf } from './inflate.ts'
import { refuse, type Step } from './refusal.ts'

/** Reads a request's body, inflated if it says so. */
export async function readBody(request: IncomingMessage, allowance: Allowance): Promise<Step<Uint8Array>> {
  if (Number(request.headers['content-length'] ?? 0) > allowance.bytesMax) return tooLarge(allowance)
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding === 'identity') return collect(request, allowance)
  const inflater = inflaterOf(encoding)
  if (inflater) return collectInflated(request, inflater, allowance)
  const ours = compressions.join(', ')
  return refuse('unsupported_encoding', `Content-Encoding "${encoding}" is not supported; send ${ours} or none.`)
}

/**
 * Reads what is left of a refused request, and forgets it. Many clients read the answer only after they have written
 * their whole body; a socket closed under them loses it, and they send again what will never be taken. The request
 * timeout bounds the wait.
 */
export async function discardRest(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return
  request.resume()
  await finished(request).catch(() => undefined)
}
