import { err, ok, type Result, type SpanBatch } from '@throughline/otlp'
import type { Store } from '@throughline/store'
import { type Admission, admit } from './admit.ts'

/** What stands between the receivers and the store. */
export interface Pipeline {
  /** Resolves when what is admitted survives `kill -9`; an error means that a retry may work. */
  accept(batch: SpanBatch): Promise<Result<Admission>>
}

/** `tell` gets one sentence when storing begins to fail and one when it works again, however many requests there are. */
export function openPipeline(store: Pick<Store, 'appendSpans'>, tell: (sentence: string) => void): Pipeline {
  let failing = false
  return {
    async accept(batch) {
      const admission = admit(batch)
      if (admission.acceptedSpans === 0) return ok(admission)
      try {
        await store.appendSpans(admission.batch)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        if (!failing) tell(`Spans cannot be stored (${why}); senders are told to retry.`)
        failing = true
        return err(why)
      }
      if (failing) tell('Spans can be stored again.')
      failing = false
      return ok(admission)
    },
  }
}
