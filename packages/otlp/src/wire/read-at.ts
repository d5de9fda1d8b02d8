/*
 * Reads single values out of a payload that was checked before: an index keeps where they stand, which is one number each.
 * A *ref* is the offset of a length prefix, whose payload follows it; 0 is no value, since a tag comes before every one.
 */

/** The varint at `offset`; inexact above 2⁵³, which no length is. */
export function varintAt(bytes: Uint8Array, offset: number): number {
  const first = bytes[offset] ?? 0
  if (first < 128) return first
  let value = first & 127
  for (let at = offset + 1, weight = 128; ; at++, weight *= 128) {
    const byte = bytes[at] ?? 0
    value += (byte & 127) * weight
    if (byte < 128) return value
  }
}

/** The varint at `offset` as the `int64` that it is: negative numbers are ten bytes long. */
export function int64At(bytes: Uint8Array, offset: number): bigint {
  let value = 0n
  for (let at = offset, shift = 0n; ; at++, shift += 7n) {
    const byte = bytes[at] ?? 0
    value |= BigInt(byte & 127) << shift
    if (byte < 128) return BigInt.asIntN(64, value)
  }
}

/** How many bytes the payload of `ref` has. */
export const lengthAt = (bytes: Uint8Array, ref: number): number => (ref === 0 ? 0 : varintAt(bytes, ref))

/** Where the payload of `ref` begins. */
export function startAt(bytes: Uint8Array, ref: number): number {
  let at = ref
  while ((bytes[at] ?? 0) > 127) at++
  return at + 1
}

/** The payload of `ref`: a view, not a copy. */
export function payloadAt(bytes: Uint8Array, ref: number): Uint8Array {
  const start = startAt(bytes, ref)
  return bytes.subarray(start, start + lengthAt(bytes, ref))
}
