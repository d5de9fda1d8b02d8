import { ok, type Result, readTracesProto, type TracesData } from '@throughline/otlp'
import { type Output, type Payload, type Signal, signals } from '../pipeline/payload.ts'
import type { PipelineOutput } from '../pipeline/pipeline.ts'
import type { Redactor } from '../redact/redactor.ts'

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
    requireRoom: () => undefined,
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

/** A pipeline's only output, which takes these signals. */
export const outputOf = (output: Output, taken: readonly Signal[] = signals): readonly PipelineOutput[] => [
  { signals: taken, requireRoom: payload => output.requireRoom(payload), take: payload => output.take(payload) },
]

/** Where redacting is not what is tested. */
export const redactsNothing: Pick<Redactor, 'redact'> = { redact: (_signal, bytes): Result<Uint8Array> => ok(bytes) }
