import type { RecordChain } from '../recorder/ring-writer.ts'
import type { RecordedSpan } from '../trace/span.ts'

/** Why a local trace leaves the process although the head decision was no. */
export type KeepReason = 'error' | 'slow' | 'requested'

/**
 * Everything this process does for one incoming request or job whose head decision was no. Its records lie in the ring
 * and are not due; each points back at the one before it, so that all of them are found when there is a reason to keep
 * the trace.
 */
export class LocalTrace implements RecordChain {
  readonly root: RecordedSpan
  newestRecord = 0
  newestLap = 0
  recordCount = 0
  state: 'undecided' | 'kept' | 'limited' = 'undecided'

  constructor(root: RecordedSpan) {
    this.root = root
  }
}
