/** Repeated numbers as protobuf packs them: one field without a tag for each. */
export function packedVarints(values: readonly number[]): Uint8Array {
  const bytes: number[] = []
  for (let value of values) {
    // Not by shifts: counts are of more than 32 bits.
    for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128)
    bytes.push(value)
  }
  return Uint8Array.from(bytes)
}

export function packedFixed64s(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length))
  values.forEach((value, i) => {
    view.setBigUint64(8 * i, BigInt(value), true)
  })
  return new Uint8Array(view.buffer)
}

export function packedDoubles(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length))
  values.forEach((value, i) => {
    view.setFloat64(8 * i, value, true)
  })
  return new Uint8Array(view.buffer)
}

/** `sint32`: small numbers of either sign are short. */
export const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0
