/** How a field's value is laid out: the low three bits of its tag (protobuf encoding, "Message Structure"). */
export const VARINT = 0
export const FIXED64 = 1
export const LENGTH = 2
export const FIXED32 = 5

export type WireType = typeof VARINT | typeof FIXED64 | typeof LENGTH | typeof FIXED32
