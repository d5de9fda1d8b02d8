import type { RecordedSpan } from '../trace/span.ts'

/** Why a local trace leaves the process although the head decision was no. */
export type KeepReason = 'error' | 'slow' | 'requested'

/** Everything this process does for one incoming request or job whose head decision was no. */
export class LocalTrace {
  readonly root: RecordedSpan
  state: 'undecided' | 'kept' | 'limited' = 'undecided'
  /** Its spans that have begun and not ended. */
  openCount = 0
  /** Its spans that have ended while it is undecided; see `UndecidedSpans`, whose these three are. */
  held: RecordedSpan[] = []
  isCounted = false
  forgottenCount = 0

  constructor(root: RecordedSpan) {
    this.root = root
  }
}
