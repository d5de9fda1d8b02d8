import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Reservation } from './byte-budget.ts'
import { compressions, inflaterOf, throughInflater } from './inflate.ts'
import { refuse, type Step } from './refusal.ts'

/** What a body may take: no more bytes than its own limit, and no more than are left for all. */
export interface Allowance {
  readonly bytesMax: number
  readonly reservation: Reservation
}

/**
 * Reads a request's body, inflated if it says so. Each chunk is weighed as it comes out of the inflater, so a bomb costs no
 * more memory than the limit.
 */
export async function readBody(request: IncomingMessage, allowance: Allowance): Promise<Step<Uint8Array>> {
  if (Number(request.headers['content-length'] ?? 0) > allowance.bytesMax) return tooLarge(allowance)
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding === 'identity') return collect(request, allowance)
  const inflater = inflaterOf(encoding)
  if (inflater) return throughInflater(request, inflater, inflated => collect(inflated, allowance))
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

/** Reads a stream to its end, or to where it is more than is allowed. */
export async function collect(stream: Readable, allowance: Allowance): Promise<Step<Uint8Array>> {
  const chunks: Uint8Array[] = []
  let bodyBytes = 0
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      bodyBytes += chunk.length
      if (bodyBytes > allowance.bytesMax) return tooLarge(allowance)
      if (!allowance.reservation.grow(chunk.length)) return busy()
      chunks.push(chunk)
    }
  } catch (error) {
    return isInflateError(error)
      ? refuse('broken_encoding', 'The body is not compressed as the request says.')
      : cutOff()
  }
  return { ok: true, value: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bodyBytes) }
}

export function tooLarge({ bytesMax }: Allowance): Step<never> {
  return refuse('too_large', `The body is larger than ${bytesMax} bytes; send smaller batches.`)
}

export function cutOff(): Step<never> {
  return refuse('incomplete', 'The request was cut off before its body ended.')
}

function busy(): Step<never> {
  return refuse('busy', 'Too many bytes are waiting to be stored; send again later.')
}

/** zlib's own errors carry codes such as Z_DATA_ERROR and ZSTD_error_prefix_unknown; those of sockets do not. */
function isInflateError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z|ZSTD)_/.test(String(error.code))
}
