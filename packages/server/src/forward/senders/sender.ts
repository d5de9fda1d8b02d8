import type { Payload } from '../../pipeline/payload.ts'

/** What became of one request. */
export type SendOutcome =
  | {
      readonly kind: 'sent'
      /** Items that the destination, or its format, has no place for. */
      readonly rejectedItems: number
      /** Why, in words; without rejected items it is a warning. */
      readonly message: string
    }
  /** The same request would be refused again. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** So would it be, but a smaller one may be taken. */
  | { readonly kind: 'too_large'; readonly reason: string }
  /** Not now. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly retryAfterMs: number | undefined }

/** Brings requests to one destination, one at a time. */
export interface Sender {
  /** Never rejects: what goes wrong is an outcome. */
  send(request: Payload): Promise<SendOutcome>
  close(): void
}

export const sent: SendOutcome = { kind: 'sent', rejectedItems: 0, message: '' }

export const refused = (reason: string): SendOutcome => ({ kind: 'refused', reason })

export const tooLarge = (reason: string): SendOutcome => ({ kind: 'too_large', reason })

/**
 * Not all have a code for it: Go's `http.MaxBytesReader`, and with it the OpenTelemetry Collector, says "http: request body too
 * large" with 400, Rust's tonic "decoded message length too large" with OUT_OF_RANGE, a proxy's 413 reaches gRPC as UNKNOWN.
 */
export const saysTooLarge = (message: string): boolean =>
  /\b(body|entity|message|payload)\b.*\b(too large|larger than|exceeds)\b|\bHTTP status code 413\b/is.test(message)

export const unavailable = (reason: string, retryAfterMs?: number): SendOutcome => ({
  kind: 'unavailable',
  reason,
  retryAfterMs,
})
