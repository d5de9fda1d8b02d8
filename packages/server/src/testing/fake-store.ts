import { readTracesProto, type SpanBatch, type TracesData } from '@throughline/otlp'

/** Stands in for the store where the test must decide when an append ends, and how. */
export interface FakeStore {
  readonly appended: TracesData[]
  /** What the next appends do after they are recorded; at first, nothing. */
  whenAppending: () => Promise<void>
  appendSpans(batch: SpanBatch): Promise<void>
}

export function createFakeStore(): FakeStore {
  return {
    appended: [],
    whenAppending: () => Promise.resolve(),
    async appendSpans({ bytes }) {
      const data = readTracesProto(bytes)
      if (data.ok) this.appended.push(data.value)
      await this.whenAppending()
    },
  }
}
