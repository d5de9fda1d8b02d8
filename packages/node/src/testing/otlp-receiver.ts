import type { Server } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { type Result, readTracesProto, type TracesData } from '@throughline/otlp'

/** How a receiver answers one request, said so that every protocol can do it in its own words. */
export type OtlpAnswer =
  | { readonly kind: 'take' }
  | { readonly kind: 'takePart'; readonly rejectedSpans: bigint; readonly message: string }
  /** A success with a message that nobody can read. */
  | { readonly kind: 'takeAndBabble' }
  | { readonly kind: 'busy'; readonly delaySeconds: number | undefined }
  | { readonly kind: 'refuse'; readonly message: string }
  | { readonly kind: 'silent' }
  /** The connection ends before the answer, or inside of it. */
  | { readonly kind: 'cut'; readonly isInside: boolean }

export interface OtlpRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly traces: TracesData
}

/** A receiver on a free port. */
export interface OtlpReceiver {
  readonly url: string
  readonly requests: readonly OtlpRequest[]
  /** For the next requests, from the front; `take` once none is left. */
  readonly answers: OtlpAnswer[]
  readonly connectionCount: () => number
  /** Ends the connections that are open, as a receiver that restarts does. */
  readonly disconnect: () => void
  readonly close: () => Promise<void>
}

/** PEM; with `ca` clients have to show a certificate of that authority. */
export interface ServerTls {
  readonly cert: string
  readonly key: string
  readonly ca?: string
}

export const secured = (tls: ServerTls) => ({ ...tls, requestCert: tls.ca !== undefined })

export async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

export const plainBody = (body: Buffer, compression: string | undefined): Buffer =>
  compression === 'gzip' ? gunzipSync(body) : body

/** Throws where the client under test sent what nobody can read. */
export function decoded(traces: Result<TracesData>): TracesData {
  if (!traces.ok) throw new Error(traces.error)
  return traces.value
}

export const decodedProto = (body: Uint8Array): TracesData => decoded(readTracesProto(body))
