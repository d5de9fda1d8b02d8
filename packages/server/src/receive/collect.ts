import type { Readable } from 'node:stream'
import type { Reservation } from './byte-budget.ts'
import { refuse, type Step } from './refusal.ts'

/** What a body may take: no more bytes than its own limit, and no more than are left for all. */
export interface Allowance {
  readonly bytesMax: number
  readonly reservation: Reservation
}

/**
 * Reads a stream to its end, or to where it is more than is allowed: each chunk is weighed as it comes. By events, because
 * the iterator of a stream takes 7 % of the time of a small gRPC call.
 */
export function collect(stream: Readable, allowance: Allowance): Promise<Step<Uint8Array>> {
  const { promise, resolve } = Promise.withResolvers<Step<Uint8Array>>()
  const chunks: Uint8Array[] = []
  let bodyBytes = 0
  const take = (chunk: Uint8Array) => {
    chunks.push(chunk)
    bodyBytes += chunk.length
    if (bodyBytes > allowance.bytesMax) stop(tooLarge(allowance))
    else if (!allowance.reservation.grow(chunk.length)) stop(busy())
  }
  const finish = () => resolve({ ok: true, value: joined(chunks, allowance.reservation.take(bodyBytes)) })
  const stop = (step: Step<Uint8Array>) => {
    // What is left of a refused request is read too, but by somebody else and for nothing.
    stream.off('data', take).off('end', finish).pause()
    resolve(step)
  }
  stream.on('data', take)
  stream.once('end', finish)
  stream.once('error', error => stop(isInflateError(error) ? brokenEncoding() : cutOff()))
  // After the end or an error it says nothing new.
  stream.once('close', () => stop(cutOff()))
  return promise
}

function joined(chunks: readonly Uint8Array[], body: Uint8Array): Uint8Array {
  let end = 0
  for (const chunk of chunks) {
    body.set(chunk, end)
    end += chunk.length
  }
  return body
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
