import { anyValueDepthMax } from '../limits.ts'
import { err, ok, type Result } from '../result.ts'
import { ProtoReader } from '../wire/proto-reader.ts'
import { FIXED64, VARINT } from '../wire/wire-type.ts'
import { anyValue, type Field, type Message, profile, profilesData, type Scalar } from './messages.ts'

/**
 * How many profiles an `ExportProfilesServiceRequest` holds, every field of which is looked at on the way: what has a
 * number, no error, everybody can read. No object is made of anything, so nothing needs to bound how many there are.
 */
export function countProfiles(bytes: Uint8Array): Result<number> {
  const reader = new ProtoReader(bytes)
  const profileCount = countFields(reader, profilesData, 0)
  return reader.failure === undefined ? ok(profileCount) : err(reader.failure)
}

/** Reads to the end of a message, and tells how many profiles were in it. */
function countFields(reader: ProtoReader, message: Message, outerDepth: number): number {
  const depth = outerDepth + (message === anyValue ? 1 : 0)
  if (depth > anyValueDepthMax) reader.fail(`begins a value nested deeper than ${anyValueDepthMax}`)
  let profileCount = message === profile ? 1 : 0
  while (reader.next()) profileCount += countField(reader, message.byNumber[reader.field], depth)
  return profileCount
}

function countField(reader: ProtoReader, field: Field | undefined, depth: number): number {
  if (!field) reader.skip()
  else if (typeof field.type === 'string') scalarReaders[field.type](reader)
  else {
    const outer = reader.enter(0)
    const profileCount = countFields(reader, field.type(), depth)
    reader.leave(outer)
    return profileCount
  }
  return 0
}

type ScalarReader = (reader: ProtoReader) => unknown

/** A number of up to 64 bits: whose it is matters to nobody here, and a `bigint` would be an object. */
const varint: ScalarReader = reader => reader.uint32()
const fixed64: ScalarReader = reader => reader.double()
const bytes: ScalarReader = reader => reader.bytes()

const scalarReaders: Readonly<Record<Scalar, ScalarReader>> = {
  string: bytes,
  strings: bytes,
  bool: varint,
  int32: varint,
  int32s: reader => reader.each(VARINT, () => varint(reader)),
  uint32: varint,
  int64: varint,
  int64s: reader => reader.each(VARINT, () => varint(reader)),
  uint64: varint,
  fixed64,
  fixed64s: reader => reader.each(FIXED64, () => fixed64(reader)),
  double: fixed64,
  bytes,
  id: bytes,
}
