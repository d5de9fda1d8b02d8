/** What was decided about traces, for spans that come late. Each outcome has room of its own: most traces are dropped. */
export interface RememberedDecisions {
  /** Whether the trace is kept; `undefined` where nothing is known of it. Asking keeps it remembered. */
  find(traceId: string): boolean | undefined
  add(traceId: string, isKept: boolean): void
}

export interface RememberedLimits {
  readonly rememberedKept: number
  readonly rememberedDropped: number
}

export function rememberDecisions({ rememberedKept, rememberedDropped }: RememberedLimits): RememberedDecisions {
  const kept = leastRecentlyUsed(rememberedKept)
  const dropped = leastRecentlyUsed(rememberedDropped)
  return {
    find(traceId) {
      if (kept.touch(traceId)) return true
      return dropped.touch(traceId) ? false : undefined
    },
    add: (traceId, isKept) => (isKept ? kept : dropped).add(traceId),
  }
}

/** Its own few lines: `lru-cache` has a licence that we do not take, and a `Set` knows the order already. */
function leastRecentlyUsed(size: number) {
  const ids = new Set<string>()
  function add(id: string): void {
    ids.delete(id)
    ids.add(id)
    if (ids.size <= size) return
    for (const oldest of ids) {
      ids.delete(oldest)
      return
    }
  }
  return {
    add,
    touch(id: string): boolean {
      if (!ids.has(id)) return false
      add(id)
      return true
    },
  }
}
