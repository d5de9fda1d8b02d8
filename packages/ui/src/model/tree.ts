/** A forest flattened to rows: pre-order, siblings by start time. */
export interface TreeRows {
  /** By row: the input index. */
  readonly order: Int32Array
  /** By input index: its row. */
  readonly rowOf: Int32Array
  /** By row: the row of the parent, −1 for roots. */
  readonly parent: Int32Array
  readonly depth: Int32Array
  readonly subtreeSize: Int32Array
  /** Input indexes whose parent was dropped because the parents formed a loop. */
  readonly cut: ReadonlySet<number>
}

/**
 * Flattens parent pointers (−1 for roots) to rows. Loops are opened at their earliest span.
 *
 * No recursion and no array per span: a chain of a million spans must neither overflow the stack nor allocate.
 */
export function flattenTree(parents: Int32Array, startNano: Float64Array): TreeRows {
  const byStart = new Int32Array(parents.length).map((_, index) => index)
  byStart.sort((a, b) => at(startNano, a) - at(startNano, b) || a - b)
  const cut = openLoops(parents, byStart)
  const parentOf = (index: number) => (cut.has(index) ? -1 : at(parents, index))
  const { order, depth } = preOrder(byStart, parentOf)
  return { order, depth, ...rowLinks(order, parentOf), cut }
}

/** One span of every loop: the earliest, since that is where a reader looks for the beginning. */
function openLoops(parents: Int32Array, byStart: Int32Array): ReadonlySet<number> {
  const cut = new Set<number>()
  const visitedBy = new Int32Array(parents.length)
  let walk = 0
  for (const first of byStart) {
    walk++
    let index = first
    while (index !== -1 && at(visitedBy, index) === 0) {
      visitedBy[index] = walk
      index = at(parents, index)
    }
    if (index !== -1 && visitedBy[index] === walk) cut.add(earliestOfLoop(index, parents, byStart, visitedBy))
  }
  return cut
}

function earliestOfLoop(member: number, parents: Int32Array, byStart: Int32Array, visitedBy: Int32Array): number {
  const loop = new Set<number>()
  for (let index = member; !loop.has(index); index = at(parents, index)) loop.add(index)
  const walk = at(visitedBy, member)
  return byStart.find(index => visitedBy[index] === walk && loop.has(index)) ?? member
}

function preOrder(byStart: Int32Array, parentOf: (index: number) => number) {
  const count = byStart.length
  // Entry `count` stands for the invisible parent of the roots.
  const firstChild = new Int32Array(count + 1).fill(-1)
  const nextSibling = new Int32Array(count).fill(-1)
  for (let i = count - 1; i >= 0; i--) {
    const index = at(byStart, i)
    const parent = parentOf(index)
    const list = parent === -1 ? count : parent
    nextSibling[index] = at(firstChild, list)
    firstChild[list] = index
  }
  const order = new Int32Array(count)
  const depth = new Int32Array(count)
  let index = at(firstChild, count)
  let level = 0
  for (let row = 0; row < count; row++) {
    order[row] = index
    depth[row] = level
    const child = at(firstChild, index)
    if (child !== -1) {
      index = child
      level++
      continue
    }
    while (index !== -1 && nextSibling[index] === -1) {
      index = parentOf(index)
      level--
    }
    if (index !== -1) index = at(nextSibling, index)
  }
  return { order, depth }
}

function rowLinks(order: Int32Array, parentOf: (index: number) => number) {
  const rowOf = new Int32Array(order.length)
  order.forEach((index, row) => {
    rowOf[index] = row
  })
  const parent = order.map(index => {
    const parentIndex = parentOf(index)
    return parentIndex === -1 ? -1 : at(rowOf, parentIndex)
  })
  const subtreeSize = new Int32Array(order.length).fill(1)
  for (let row = order.length - 1; row >= 0; row--) {
    const parentRow = at(parent, row)
    if (parentRow !== -1) subtreeSize[parentRow] = at(subtreeSize, parentRow) + at(subtreeSize, row)
  }
  return { rowOf, parent, subtreeSize }
}

const at = (array: Int32Array | Float64Array, index: number): number => array[index] ?? -1
