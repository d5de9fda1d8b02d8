import {
  encodeUtf8Loop,
  FRACTION_TAG,
  INTEGER_TAG,
  lengthOf,
  type ProtoWriter,
  TEXT_TAG,
  TRUTH_TAG,
  VALUE_TAG,
} from '@throughline/otlp'
import { writeKey } from './known-keys.ts'

/**
 * The usual attributes, a `KeyValue` (common/v1/common.proto) of less than 128 bytes, written in one go: by `begin`, `string`
 * and `end`, a span of four attributes has more calls than V8 inlines, and takes nearly twice as long.
 */

/** Tags, lengths and a number, and what `writeKey` may write behind a key. */
const besidesTextBytes = 20

/** False, and nothing written, where it is not short. `field` is below 16. */
export function encodeShort(proto: ProtoWriter, field: number, key: string, value: unknown): boolean {
  const chars = lengthOf(key) + (typeof value === 'string' ? lengthOf(value) : 0)
  if (chars > 127 || !proto.hasRoom(3 * chars + besidesTextBytes)) return false
  const { target, view, position } = proto
  const keyEnd = writeKey(target, view, key, position + 2)
  const end = writeValue(proto, value, keyEnd + 2)
  const length = end - position - 2
  // More than one byte of length says, or a value of another kind: what was written counts for nothing then.
  if (length > 127 || end < 0) return false
  target[position] = (field << 3) | 2
  target[position + 1] = length
  target[keyEnd] = VALUE_TAG
  target[keyEnd + 1] = end - keyEnd - 2
  proto.position = end
  return true
}

/** Returns where it ends, or -1 where it is none of those. */
function writeValue({ target, view }: ProtoWriter, value: unknown, start: number): number {
  if (typeof value === 'string') {
    const end = encodeUtf8Loop(value, target, start + 2)
    target[start] = TEXT_TAG
    target[start + 1] = end - start - 2
    return end
  }
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return value >= 0 ? writeInteger(target, value, start) : -1
    target[start] = FRACTION_TAG
    view.setFloat64(start + 1, value, true)
    return start + 9
  }
  if (typeof value !== 'boolean') return -1
  target[start] = TRUTH_TAG
  target[start + 1] = value ? 1 : 0
  return start + 2
}

function writeInteger(target: Uint8Array, value: number, start: number): number {
  if (value > 0x7fffffff) return -1
  let position = start + 1
  let rest = value
  target[start] = INTEGER_TAG
  while (rest > 127) {
    target[position++] = (rest & 127) | 128
    rest >>>= 7
  }
  target[position++] = rest
  return position
}
