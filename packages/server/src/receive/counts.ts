import { type Signal, signals } from '../pipeline/payload.ts'
import { type RefusalReason, refusalReasons } from './refusal.ts'

/** What a request was of; `unknown` where its path names no signal. */
export const namedSignals = [...signals, 'unknown'] as const
export type NamedSignal = (typeof namedSignals)[number]

export type Transport = 'http' | 'grpc'
export const transports: readonly Transport[] = ['http', 'grpc']

/** What a receiver counts: every request ends in exactly one of `acceptedRequests` and `refusedRequests`. */
export interface TransportCounts {
  /** Requests acknowledged, those with rejected items included. */
  readonly acceptedRequests: Record<Signal, number>
  /** Spans, data points, log records and profiles that survive a crash, and were acknowledged. */
  readonly acceptedItems: Record<Signal, number>
  /** Items left out of an acknowledged request, because they are invalid. */
  readonly rejectedItems: Record<Signal, number>
  /** Requests not acknowledged; `busy` and `store_failed` are retried by senders. */
  readonly refusedRequests: Record<RefusalReason, Record<NamedSignal, number>>
}

export type Counters = Record<Transport, TransportCounts>

/** Everything starts at zero, so that a rate can be computed from the first time it happens. */
export function createCounters(): Counters {
  return { http: createTransportCounts(), grpc: createTransportCounts() }
}

function createTransportCounts(): TransportCounts {
  return {
    acceptedRequests: noneOf(signals),
    acceptedItems: noneOf(signals),
    rejectedItems: noneOf(signals),
    refusedRequests: each(refusalReasons, () => noneOf(namedSignals)),
  }
}

const noneOf = <Name extends string>(names: readonly Name[]): Record<Name, number> => each(names, () => 0)

function each<Name extends string, Value>(names: readonly Name[], value: () => Value): Record<Name, Value> {
  return Object.fromEntries(names.map(name => [name, value()])) as Record<Name, Value>
}
