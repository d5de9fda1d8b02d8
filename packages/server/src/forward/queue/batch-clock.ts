export interface BatchLimits {
  /** A batch ends before the payload that would exceed either; a payload that does so alone is a batch of its own. */
  readonly items: number
  readonly bytes: number
  /** How long the first payload of a batch waits for others. */
  readonly timeoutMs: number
}

/** Tells when what waits is worth a request: because it is enough, or because it has waited long enough. */
export interface BatchClock {
  add(items: number, bytes: number): void
  /** A batch was taken, and this is left. */
  startOver(items: number, bytes: number): void
  /** Resolves when a batch is due. */
  due(): Promise<void>
  /** From now on everything is due at once. */
  stop(): void
}

export function createBatchClock(limits: BatchLimits): BatchClock {
  let waiting = { items: 0, bytes: 0 }
  let isOld = false
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let wake = () => {}
  const isDue = () => isStopped || isOld || waiting.items >= limits.items || waiting.bytes >= limits.bytes

  function onAge(): void {
    isOld = true
    wake()
  }

  return {
    add(items, bytes) {
      waiting = { items: waiting.items + items, bytes: waiting.bytes + bytes }
      timer ??= setTimeout(onAge, limits.timeoutMs)
      if (isDue()) wake()
    },
    startOver(items, bytes) {
      waiting = { items, bytes }
      isOld = false
      clearTimeout(timer)
      timer = bytes > 0 && !isStopped ? setTimeout(onAge, limits.timeoutMs) : undefined
    },
    async due() {
      while (!isDue()) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
      wake()
    },
  }
}
