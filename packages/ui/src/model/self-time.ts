/**
 * Duration of every span minus the union of its children's times within it.
 *
 * Rows come in pre-order with siblings by start, so one sweep suffices: per parent it is enough to remember how far
 * its children have covered it.
 */
export function selfTimes(parent: Int32Array, startNano: Float64Array, endNano: Float64Array): Float64Array {
  const self = startNano.map((start, row) => (endNano[row] ?? 0) - start)
  const coveredUntil = startNano.slice()
  startNano.forEach((start, row) => {
    const above = parent[row] ?? -1
    if (above === -1) return
    const from = Math.max(start, coveredUntil[above] ?? 0)
    const to = Math.min(endNano[row] ?? 0, endNano[above] ?? 0)
    if (to <= from) return
    self[above] = (self[above] ?? 0) - (to - from)
    coveredUntil[above] = to
  })
  return self
}
