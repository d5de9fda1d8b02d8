import type { SpanBatch } from '@throughline/otlp'

/** OTLP's four kinds of data. */
export const signals = ['traces', 'metrics', 'logs', 'profiles'] as const
export type Signal = (typeof signals)[number]

/**
 * What one request brought: an OTLP `Export…ServiceRequest` in protobuf, whatever encoding it came in. Between the stages of
 * the pipeline it stays bytes, so that a destination gets what the sender sent, and no stage pays for objects of another.
 */
export interface Payload {
  readonly signal: Signal
  readonly bytes: Uint8Array
  /** Spans, log records, metric data points, or profiles. */
  readonly itemCount: number
  /** Where its spans are, if it has been read for them. */
  readonly spans?: SpanBatch
}

/** Where the pipeline hands payloads to: the store, or a queue of a destination. */
export interface Output {
  /** Throws where `take` would refuse the payload at this moment, and counts that as a refusal. It keeps nothing. */
  requireRoom(payload: Payload): void
  /**
   * Resolves when the payload survives the death of this process; rejects with `NoRoom` or `TooLarge`, or when it failed. After
   * that its bytes are somebody else's.
   */
  take(payload: Payload): Promise<void>
}

/** What waits is more than may wait: senders are told to slow down, and nobody needs to look after it. */
export class NoRoom extends Error {}

/** A payload that no later attempt makes small enough. */
export class TooLarge extends Error {}
