/*
 * The tags of attributes on the wire (common/v1/common.proto), for who reads or writes the usual ones in one step and not field
 * by field.
 */

/** `KeyValue.key` and `KeyValue.value`. */
export const KEY_TAG = 0x0a
export const VALUE_TAG = 0x12

/** `AnyValue` of a text, a truth, a whole number and a fraction. */
export const TEXT_TAG = 0x0a
export const TRUTH_TAG = 0x10
export const INTEGER_TAG = 0x18
export const FRACTION_TAG = 0x21
