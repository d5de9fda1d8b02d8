import type { Payload, Signal } from '../pipeline/payload.ts'
import { type ItemCounts, noItems } from './item-counts.ts'
import type { SendOutcome } from './senders/sender.ts'

/** Counts since the destination was opened. */
export interface DeliveryStats {
  /** Items that the destination has taken. */
  readonly sentItems: ItemCounts
  /** Items that it refused for good, or that its format has no place for: they are gone. */
  readonly rejectedItems: ItemCounts
  readonly sentRequests: number
  /** Attempts that failed, those that are tried again included. */
  readonly failedRequests: number
  /** What went wrong last, in words; empty where nothing has. */
  readonly lastError: string
  readonly lastErrorUnixMs: number
}

export interface DeliveryNotes {
  note(outcome: SendOutcome, request: Payload): void
  /** A request that was too large is sent again in parts: nothing is lost. */
  noteSplit(reason: string): void
  noteTrouble(reason: string): void
  stats(): DeliveryStats
}

type State = 'well' | 'unavailable' | 'refusing'

/** Counts what became of requests, and says one sentence when that changes, however many requests there are. */
export function createDeliveryNotes(tell: (sentence: string) => void): DeliveryNotes {
  const sentItems = noItems()
  const rejectedItems = noItems()
  const stats = { sentRequests: 0, failedRequests: 0, lastError: '', lastErrorUnixMs: 0 }
  let state: State = 'well'

  function change(to: State, sentence: string): void {
    if (state !== to) tell(sentence)
    state = to
  }

  function noteError(reason: string): void {
    stats.lastError = reason
    stats.lastErrorUnixMs = Date.now()
  }

  function noteFailure(reason: string): void {
    stats.failedRequests++
    noteError(reason)
  }

  function noteSent(rejected: number, message: string, { signal, itemCount }: Payload): void {
    // The receiver's number is any 64 bits; ours is what was in the request.
    const rejectedCount = Math.min(Math.max(rejected, 0), itemCount)
    sentItems[signal] += itemCount - rejectedCount
    rejectedItems[signal] += rejectedCount
    stats.sentRequests++
    const words = message === '' && rejectedCount > 0 ? 'it gives no reason' : message
    if (words !== '') noteError(words)
    if (rejectedCount > 0)
      change('refusing', `refuses a part of the ${signal} that it is sent (${words}); that part is dropped.`)
    else change('well', 'takes data again.')
  }

  return {
    note(outcome, request) {
      if (outcome.kind === 'sent') return noteSent(outcome.rejectedItems, outcome.message, request)
      const reason = outcome.kind === 'too_large' ? tooLargeAlone(outcome.reason, request) : outcome.reason
      noteFailure(reason)
      if (outcome.kind === 'unavailable') {
        change('unavailable', `takes nothing now (${reason}); what comes for it waits in its queue.`)
        return
      }
      rejectedItems[request.signal] += request.itemCount
      change('refusing', `refuses the ${request.signal} that it is sent (${reason}); they are dropped.`)
    },
    noteSplit: reason => noteFailure(`${reason}; it is sent in parts`),
    noteTrouble(reason) {
      noteError(reason)
      change('unavailable', `gets nothing now, its queue cannot be read (${reason}).`)
    },
    stats: () => ({ ...stats, sentItems: { ...sentItems }, rejectedItems: { ...rejectedItems } }),
  }
}

const itemWords: Readonly<Record<Signal, string>> = {
  traces: 'span',
  metrics: 'data point',
  logs: 'log record',
  profiles: 'profile',
}

const tooLargeAlone = (reason: string, { signal, bytes }: Payload): string =>
  `${reason}; a single ${itemWords[signal]} of ${bytes.length} bytes`
