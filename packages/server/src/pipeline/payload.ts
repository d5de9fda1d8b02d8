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
}

/** Where the pipeline hands payloads to: the store, or a queue of a destination. */
export interface Output {
  /** Resolves when the payload survives the death of this process; rejects when there is no room for it. */
  take(payload: Payload): Promise<void>
}
