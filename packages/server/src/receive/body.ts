import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { requestBodyBytes } from '../limits.ts'
import type { Reservation } from './byte-budget.ts'
import { refuse, type Step } from './refusal.ts'

/**
 * Reads a request's body, inflated if it says gzip. Each chunk is weighed as it comes out of the inflater, so a bomb
 * costs no more memory than the limit.
 */
export async function readBody(request: IncomingMessage, reservation: Reservation): Promise<Step<Uint8Array>> {
  if (Number(request.headers['content-length'] ?? 0) > requestBodyBytes) return tooLarge()
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding === 'identity') return collect(request, reservation)
  if (encoding === 'gzip') return collectInflated(request, reservation)
  return refuse('unsupported_content_encoding', `Content-Encoding "${encoding}" is not supported; send gzip or none.`)
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

async function collectInflated(request: IncomingMessage, reservation: Reservation): Promise<Step<Uint8Array>> {
  // 64 KiB out per trip to the thread pool: the default of 16 KiB makes four times as many trips.
  const gunzip = createGunzip({ chunkSize: 64 * 1024 })
  const cutOff = () => gunzip.destroy(new Error('request cut off'))
  // Not stream.pipeline(): it would destroy the request with the inflater, and with it the socket the answer needs.
  request.once('error', cutOff).pipe(gunzip)
  const step = await collect(gunzip, reservation)
  request.off('error', cutOff).unpipe(gunzip)
  gunzip.destroy()
  return step
}

async function collect(stream: Readable, reservation: Reservation): Promise<Step<Uint8Array>> {
  const chunks: Uint8Array[] = []
  let bodyBytes = 0
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      bodyBytes += chunk.length
      if (bodyBytes > requestBodyBytes) return tooLarge()
      if (!reservation.grow(chunk.length)) return busy()
      chunks.push(chunk)
    }
  } catch (error) {
    return isInflateError(error)
      ? refuse('broken_encoding', 'The body is not valid gzip, though Content-Encoding says so.')
      : refuse('incomplete', 'The request was cut off before its body ended.')
  }
  return { ok: true, value: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bodyBytes) }
}

function tooLarge(): Step<never> {
  return refuse('too_large', `The body is larger than ${requestBodyBytes} bytes; send smaller batches.`)
}

export function busy(): Step<never> {
  return refuse('busy', 'Too many bytes are waiting to be stored; send again later.')
}

/** zlib's own errors carry codes such as Z_DATA_ERROR and Z_BUF_ERROR; those of sockets do not. */
function isInflateError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}
