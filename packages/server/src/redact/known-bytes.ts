/** Short runs of bytes that have been met lately, each in a slot, by which more can be known of them. */
export interface KnownBytes {
  /** The slot of these bytes, or `unknown`. */
  slotOf(bytes: Uint8Array, start: number, end: number): number
  /** Remembers bytes that are not known, in the place of others, and returns their slot: `unknown` where they are too long. */
  add(bytes: Uint8Array, start: number, end: number): number
}

export const unknown = -1

/** Slots that bytes may be in, beginning with that of their hash. */
const slotsTried = 4

/**
 * Hot path: all lie in one array, each with the same room, since three objects a key were twice as slow; and they are read
 * four at a time. `slotCount` is a power of two: the remainder of a large number takes longer than all the rest.
 */
export function createKnownBytes(slotCount: number, bytesMax: number): KnownBytes {
  const slotMask = slotCount - 1
  const known = new Uint8Array(slotCount * bytesMax)
  const knownView = new DataView(known.buffer)
  const lengths = new Int32Array(slotCount).fill(-1)
  const hashes = new Int32Array(slotCount)
  let viewed: Uint8Array = known
  let view: DataView = knownView
  let turn = 0

  function viewOf(bytes: Uint8Array): DataView {
    if (bytes !== viewed) {
      viewed = bytes
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    return view
  }

  return {
    slotOf(bytes, start, end) {
      const length = end - start
      const view = viewOf(bytes)
      const hash = hashOf(view, start, end)
      for (let i = 0; i < slotsTried; i++) {
        const slot = (hash + i) & slotMask
        if (hashes[slot] !== hash || lengths[slot] !== length) continue
        if (isSame(view, start, knownView, slot * bytesMax, length)) return slot
      }
      return unknown
    },
    add(bytes, start, end) {
      if (end - start > bytesMax) return unknown
      const hash = hashOf(viewOf(bytes), start, end)
      const slot = (hash + (turn++ % slotsTried)) & slotMask
      known.set(bytes.subarray(start, end), slot * bytesMax)
      lengths[slot] = end - start
      hashes[slot] = hash
      return slot
    },
  }
}

/** Of the length and four or five words between both ends: a comparison follows anyway. */
function hashOf(view: DataView, start: number, end: number): number {
  let hash = end - start
  const step = Math.max(4, hash >> 2)
  for (let at = end - 4; at >= start; at -= step) hash = mixed(hash, view.getInt32(at))
  // Fewer than four are no word.
  if (end - start < 4) for (let at = start; at < end; at++) hash = mixed(hash, view.getUint8(at))
  return hash ^ (hash >>> 15)
}

/** By 2³² divided by the golden ratio (Knuth, TAOCP 3, 6.4). */
const mixed = (hash: number, word: number): number => Math.imul(hash ^ word, 0x9e3779b1)

function isSame(one: DataView, oneStart: number, other: DataView, otherStart: number, length: number): boolean {
  let i = 0
  for (; i <= length - 4; i += 4) {
    if (one.getInt32(oneStart + i) !== other.getInt32(otherStart + i)) return false
  }
  for (; i < length; i++) if (one.getUint8(oneStart + i) !== other.getUint8(otherStart + i)) return false
  return true
}
