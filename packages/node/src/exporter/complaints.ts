import { maxComplaintChars } from '../limits.ts'
import type { SendOutcome } from './otlp-client.ts'

/** Says each kind of trouble once in the life of the process: an app's log is not ours to fill. */
export class Complaints {
  readonly #url: string
  readonly #say: (sentence: string) => void
  readonly #said = new Set<SendOutcome['kind']>()

  readonly #things: string

  /** @param things what is sent there: "spans" */
  constructor(url: string, say: (sentence: string) => void, things = 'spans') {
    const { origin, pathname } = new URL(url)
    // Password and query stay out of the log.
    this.#url = pathname === '/' ? origin : origin + pathname
    this.#say = say
    this.#things = things
  }

  note(outcome: SendOutcome): void {
    if (outcome.kind === 'sent' && outcome.message === '' && outcome.rejectedSpanCount === 0) return
    // A receiver that is down or overloaded is one trouble to the reader, whichever of the two comes first.
    const kind = outcome.kind === 'unavailable' ? 'unreachable' : outcome.kind
    if (this.#said.has(kind)) return
    this.#said.add(kind)
    this.#say(oneLine(this.#sentence(outcome)))
  }

  #sentence(outcome: SendOutcome): string {
    switch (outcome.kind) {
      case 'sent':
        return `${this.#url} did not take ${outcome.rejectedSpanCount} ${this.#things}: ${outcome.message || 'no reason given'}`
      case 'refused':
        return `${this.#url} refused ${this.#things} (${outcome.reason}); they are dropped`
      case 'unavailable':
        return `${this.#url} asks to come back later (${outcome.reason}); retrying, ${this.#things} are kept in memory`
      case 'unreachable':
        return `cannot reach ${this.#url} (${outcome.reason}); retrying, ${this.#things} are kept in memory`
    }
  }
}

/** The words of a receiver are from outside: neither a second line nor a page of HTML goes into the app's log. */
function oneLine(sentence: string): string {
  const line = sentence.replaceAll(/[\p{C}\s]+/gu, ' ')
  return line.length > maxComplaintChars ? `${line.slice(0, maxComplaintChars)}…` : line
}
