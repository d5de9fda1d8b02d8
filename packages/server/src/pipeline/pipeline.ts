import { readTracesProto } from '@throughline/otlp'
import type { Store } from '@throughline/store'
import { refuse, type Step } from '../receive/refusal.ts'
import { type Admission, admit } from './admit.ts'
import type { Output, Signal } from './payload.ts'

/** What stands between the receivers and the store. */
export interface Pipeline {
  /**
   * Takes an OTLP request in protobuf. Resolves when what is admitted survives `kill -9`; a refusal means that nothing was
   * stored, and says whether a retry may work.
   */
  accept(signal: Signal, bytes: Uint8Array): Promise<Step<Admission>>
}

/** Where each signal goes; one that has no output is refused. */
export type Outputs = Partial<Record<Signal, Output>>

/** `tell` gets one sentence when storing begins to fail and one when it works again, however many requests there are. */
export function openPipeline(outputs: Outputs, tell: (sentence: string) => void): Pipeline {
  let failing = false
  return {
    async accept(signal, bytes) {
      const output = outputs[signal]
      if (!output) return refuse('not_received', `This server takes no ${signal}: nothing in it would keep them.`)
      const admitted = admit(signal, bytes)
      if (!admitted.ok) return refuse('bad_data', `The request cannot be read: ${admitted.error}.`)
      const { admission, payload } = admitted.value
      if (payload.itemCount === 0) return { ok: true, value: admission }
      try {
        await output.take(payload)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        if (!failing) tell(`Data cannot be stored (${why}); senders are told to retry.`)
        failing = true
        return refuse('store_failed', 'The data could not be stored; send it again later.')
      }
      if (failing) tell('Data can be stored again.')
      failing = false
      return { ok: true, value: admission }
    },
  }
}

/** The store, which takes traces only. */
export function storeOutputs(store: Pick<Store, 'appendSpans'>): Outputs {
  return {
    traces: {
      take: async ({ bytes }) => {
        const read = readTracesProto(bytes)
        if (!read.ok) throw new Error(`what was admitted cannot be read: ${read.error}`)
        await store.appendSpans(read.value)
      },
    },
  }
}
