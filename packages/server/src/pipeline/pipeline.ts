import { refuse, type Step } from '../receive/refusal.ts'
import type { Redactor } from '../redact/redactor.ts'
import { type Admission, admit } from './admit.ts'
import { NoRoom, type Output, type Payload, type Signal, TooLarge } from './payload.ts'

/** What stands between the receivers and where data goes. */
export interface Pipeline {
  /**
   * Takes an OTLP request in protobuf. Resolves when what is admitted survives `kill -9` everywhere that it goes to; a
   * refusal says whether a retry may work. Where one output has no room, none has taken it, but for what `keep` names.
   */
  accept(signal: Signal, bytes: Uint8Array): Promise<Step<Admission>>
}

export interface PipelineOutput extends Output {
  readonly signals: readonly Signal[]
}

export interface PipelineParts {
  /** Asked for each request, since settings change while requests arrive; so is `outputs`. */
  readonly redactor: () => Pick<Redactor, 'redact'>
  readonly outputs: () => readonly PipelineOutput[]
  /** Gets one sentence when keeping data begins to fail and one when it works again, however many requests there are. */
  readonly tell: (sentence: string) => void
  /** A monotonic clock. */
  readonly nowMs?: () => number
}

export function openPipeline(parts: PipelineParts): Pipeline {
  const { redactor, outputs, tell, nowMs = () => performance.now() } = parts
  let failingSinceMs: number | undefined

  /**
   * All are asked before any takes, with nothing in between, so that what is sent again is there once. Left are those that others
   * may have by the time it is refused: where a disk fails that did not before, where rows are larger than their request and so
   * find no room, and where an output is just exchanged for one of other settings.
   */
  async function keep(payload: Payload, takers: readonly PipelineOutput[]): Promise<Step<void>> {
    try {
      for (const output of takers) output.requireRoom(payload)
      await all(takers.map(output => output.take(payload)))
    } catch (error) {
      if (error instanceof TooLarge) return refuse('too_large', `The request cannot be kept: ${error.message}.`)
      if (error instanceof NoRoom) return refuse('busy', `${error.message}; send again later.`)
      const why = error instanceof Error ? error.message : String(error)
      if (failingSinceMs === undefined) tell(`Data cannot be kept (${why}); senders are told to retry.`)
      failingSinceMs ??= nowMs()
      return refuse('store_failed', 'The data could not be kept; send it again later.', nowMs() - failingSinceMs)
    }
    if (failingSinceMs !== undefined) tell('Data can be kept again.')
    failingSinceMs = undefined
    return { ok: true, value: undefined }
  }

  return {
    async accept(signal, bytes) {
      const takers = outputs().filter(({ signals }) => signals.includes(signal))
      if (takers.length === 0)
        return refuse('not_received', `This server takes no ${signal}: nothing in it would keep them.`)
      const redacted = redactor().redact(signal, bytes)
      const admitted = redacted.ok ? admit(signal, redacted.value) : redacted
      if (!admitted.ok) return refuse('bad_data', `The request cannot be read: ${admitted.error}.`)
      const { admission, payload } = admitted.value
      if (payload.itemCount === 0) return { ok: true, value: admission }
      const kept = await keep(payload, takers)
      payload.spans?.release()
      return kept.ok ? { ok: true, value: admission } : kept
    },
  }
}

/** Waits for each, also where one fails: the bytes are theirs until then. */
async function all(takings: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(takings)
  await Promise.all(takings)
}
