import { type RefusalReason, refusalReasons } from '../receive/refusal.ts'

export type Transport = 'http' | 'grpc'
export const transports: readonly Transport[] = ['http', 'grpc']

/** What the receivers count: every request ends in exactly one of `acceptedRequests` and `refusedRequests`. */
export interface TransportCounts {
  acceptedRequests: number
  acceptedSpans: number
  rejectedSpans: number
  readonly refusedRequests: Record<RefusalReason, number>
}

export type Counters = Record<Transport, TransportCounts>

/** Every reason starts at zero, so that a rate can be computed from the first time it happens. */
export function createCounters(): Counters {
  return { http: createTransportCounts(), grpc: createTransportCounts() }
}

function createTransportCounts(): TransportCounts {
  const none = refusalReasons.map(reason => [reason, 0])
  return { acceptedRequests: 0, acceptedSpans: 0, rejectedSpans: 0, refusedRequests: Object.fromEntries(none) }
}
