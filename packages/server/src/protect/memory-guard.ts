import { totalmem } from 'node:os'
import { memoryCheckMs, softMemoryShare } from '../limits.ts'

/** `soft`: small requests alone are taken. `hard`: none is, until memory is below the soft mark again. */
export type MemoryState = 'normal' | 'soft' | 'hard'

export interface MemoryGuard {
  readonly state: MemoryState
  readonly limitBytes: number
  readonly residentBytes: number
  close(): void
}

export interface MemoryGuardOptions {
  /** The hard mark. */
  readonly limitBytes: number
  readonly tell: (sentence: string) => void
  readonly readResidentBytes?: () => number
}

/**
 * Looks at the resident memory of the whole process, the embedded database included: what the system would kill it for. A
 * state is left only below the mark before it, so that it does not flutter.
 */
export function openMemoryGuard({
  limitBytes,
  tell,
  readResidentBytes = () => process.memoryUsage.rss(),
}: MemoryGuardOptions): MemoryGuard {
  let residentBytes = readResidentBytes()
  let state: MemoryState = 'normal'
  const timer = setInterval(() => {
    residentBytes = readResidentBytes()
    const next = stateAfter(state, residentBytes / limitBytes)
    if (next !== state) tell(sentences[next](residentBytes, limitBytes))
    state = next
  }, memoryCheckMs).unref()
  return {
    get state() {
      return state
    },
    get residentBytes() {
      return residentBytes
    },
    limitBytes,
    close: () => clearInterval(timer),
  }
}

function stateAfter(state: MemoryState, share: number): MemoryState {
  if (share >= 1) return 'hard'
  if (share >= softMemoryShare) return state === 'hard' ? 'hard' : 'soft'
  return 'normal'
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`

const sentences: Readonly<Record<MemoryState, (residentBytes: number, limitBytes: number) => string>> = {
  normal: residentBytes => `Memory is at ${mebibytes(residentBytes)}: all requests are taken again.`,
  soft: (residentBytes, limitBytes) =>
    `Memory is at ${mebibytes(residentBytes)} of ${mebibytes(limitBytes)}: senders of large requests are told to come back.`,
  hard: (residentBytes, limitBytes) =>
    `Memory is at ${mebibytes(residentBytes)} of ${mebibytes(limitBytes)}: all senders are told to come back.`,
}

/** What a container is allowed, else what the machine has. */
export function availableBytes(): number {
  const constrained = process.constrainedMemory()
  // Where nothing is constrained, it is 0 or a number beyond all memory.
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem()
}
