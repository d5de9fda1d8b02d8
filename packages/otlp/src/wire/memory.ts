import { keptMemoryBytes, largestKeptBytes, smallestKeptBytes } from '../limits.ts'

/** Blocks that wait for their next use, by the logarithm of their size, which is a power of two. */
const kept: ArrayBuffer[][] = Array.from({ length: sizeClassOf(largestKeptBytes) + 1 }, () => [])
let keptBytes = 0
/** A block that was not lent from here, or is given back twice, would be used by two at once. */
const lent = new WeakSet<ArrayBufferLike>()

/**
 * Memory of so many bytes at least, with whatever its last user left in it. What is never given back is garbage, as ever.
 *
 * Large arrays are not on V8's heap, but to get rid of them it collects all of it. A server that made them anew for each
 * request spent two fifths of its CPU on that, on every core.
 */
export function takeMemory(byteCount: number): ArrayBuffer {
  if (byteCount < smallestKeptBytes || byteCount > largestKeptBytes) return new ArrayBuffer(byteCount)
  const sizeClass = sizeClassOf(byteCount)
  const block = kept[sizeClass]?.pop()
  if (block !== undefined) keptBytes -= block.byteLength
  const taken = block ?? new ArrayBuffer(2 ** sizeClass)
  lent.add(taken)
  return taken
}

/** Gives memory back that nobody looks at any more. Anything else than what `takeMemory` gave is left alone. */
export function giveMemory(block: ArrayBufferLike): void {
  if (!lent.delete(block) || keptBytes + block.byteLength > keptMemoryBytes) return
  keptBytes += block.byteLength
  kept[sizeClassOf(block.byteLength)]?.push(block as ArrayBuffer)
}

function sizeClassOf(byteCount: number): number {
  return 32 - Math.clz32(byteCount - 1)
}
