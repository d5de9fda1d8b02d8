import type { Readable } from 'node:stream'
import type { Reservation } from './byte-budget.ts'
import { refuse, type Step } from './refusal.ts'

/** What a body may take: no more bytes than its own limit, and no more than are left for all. */
export interface Allowance {
  readonly bytesMax: number
  readonly reservation: Reservation
}

/** Reads a stream to its end, or to where it is more than is allowed: each chunk is weighed as it comes. */
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
    return isInflateError(error) ? brokenEncoding() : cutOff()
  }
  return { ok: true, value: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bodyBytes) }
}

export function tooLarge({ bytesMax }: Allowance): Step<never> {
  return refuse('too_large', `The body is larger than ${bytesMax} bytes; send smaller batches.`)
}

export function cutOff(): Step<never> {
  return refuse('incomplete', 'The request was cut off before its body ended.')
}

export function brokenEncoding(): Step<never> {
  return refuse('broken_encoding', 'The body is not compressed as the request says.')
}

function busy(): Step<never> {
  return refuse('busy', 'Too many bytes are waiting to be stored; send again later.')
}

/** zlib's own errors carry codes such as Z_DATA_ERROR and ZSTD_error_prefix_unknown; those of sockets do not. */
function isInflateError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z|ZSTD)_/.test(String(error.code))
}
