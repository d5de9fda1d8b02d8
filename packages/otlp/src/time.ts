import type { UnixNano } from './model/common.ts'

/** `value` as a time; what does not fit the wire's 64 bits wraps, as the proto's `fixed64` does. */
export const unixNano = (value: bigint): UnixNano => BigInt.asUintN(64, value) as UnixNano

/** Now, in steps of one millisecond: the finest that the wall clock gives in every runtime. */
export const nowUnixNano = (): UnixNano => unixNano(BigInt(Date.now()) * 1_000_000n)
