import { readTracesProto, type TracesData } from '@throughline/otlp'
import type { Output, Payload } from '../pipeline/payload.ts'
import type { Outputs } from '../pipeline/pipeline.ts'

/** Stands in for the store where the test must decide when a payload is kept, and how. */
export interface FakeOutput extends Output {
  readonly taken: Payload[]
  /** What the next ones do after they are recorded; at first, nothing. */
  whenTaking: () => Promise<void>
  /** What the payloads of spans hold. */
  takenTraces(): TracesData[]
}

export function createFakeOutput(): FakeOutput {
  return {
    taken: [],
    whenTaking: () => Promise.resolve(),
    async take(payload) {
      this.taken.push(payload)
      await this.whenTaking()
    },
    takenTraces() {
      return this.taken.flatMap(({ signal, bytes }) => {
        const read = readTracesProto(bytes)
        return signal === 'traces' && read.ok ? [read.value] : []
      })
    },
  }
}

/** A pipeline's outputs when all signals go to one. */
export const outputsOf = (output: Output): Outputs => ({
  traces: output,
  metrics: output,
  logs: output,
  profiles: output,
})
