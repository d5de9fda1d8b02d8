import type { JsonMessage } from '../json/json-message.ts'
import { readPayload } from '../json/read-payload.ts'
import { anyValueDepthMax } from '../limits.ts'
import { writeFixed64s, writeUint64s } from '../proto/write-numbers.ts'
import type { Result } from '../result.ts'
import { ProtoWriter } from '../wire/proto-writer.ts'
import { anyValue } from './common.ts'
import type { Field, Message, Scalar } from './message.ts'
import { profilesData } from './profiles.ts'

/** `ExportProfilesServiceRequest` in protobuf, from OTLP/JSON; of JSON it takes what `readTracesJson` takes. */
export const profilesJsonToProto = (text: string): Result<Uint8Array> =>
  readPayload(text, json => {
    const writer = ProtoWriter.growing()
    writeFields(writer, json, profilesData, 0)
    return writer.written()
  })

/** What is there is written, also where it is the default: in a `oneof` that says which it is, elsewhere it says nothing. */
function writeFields(writer: ProtoWriter, json: JsonMessage, message: Message, outerDepth: number): void {
  const depth = outerDepth + (message === anyValue ? 1 : 0)
  if (depth > anyValueDepthMax) json.fail(`is nested deeper than ${anyValueDepthMax}`)
  else for (const field of message.fields) if (json.has(field.name)) writeField(writer, json, field, depth)
}

function writeField(writer: ProtoWriter, json: JsonMessage, { number, name, type, isList }: Field, depth: number) {
  if (typeof type === 'string') {
    scalarWriters[type](writer, number, json, name)
    return
  }
  const write = (inner: JsonMessage) => {
    const mark = writer.begin(number)
    writeFields(writer, inner, type(), depth)
    writer.end(mark)
  }
  if (isList) json.list(name, write)
  else write(json.message(name))
}

type ScalarWriter = (writer: ProtoWriter, field: number, json: JsonMessage, name: string) => void

const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value)

const scalarWriters: Readonly<Record<Scalar, ScalarWriter>> = {
  string: (writer, field, json, name) => writer.string(field, json.text(name)),
  strings: (writer, field, json, name) => {
    for (const text of json.texts(name)) writer.string(field, text)
  },
  bool: (writer, field, json, name) => writer.bool(field, json.bool(name)),
  int32: (writer, field, json, name) => writer.varint64(field, BigInt(json.int32(name))),
  int32s: (writer, field, json, name) => writeUint64s(writer, field, json.int32s(name).map(unsigned)),
  uint32: (writer, field, json, name) => writer.varint(field, json.uint32(name)),
  int64: (writer, field, json, name) => writer.varint64(field, json.int64(name)),
  int64s: (writer, field, json, name) => writeUint64s(writer, field, json.int64s(name).map(unsigned)),
  uint64: (writer, field, json, name) => writer.varint64(field, json.uint64(name)),
  fixed32: (writer, field, json, name) => writer.fixed32(field, json.uint32(name)),
  fixed64: (writer, field, json, name) => writer.fixed64(field, json.uint64(name)),
  fixed64s: (writer, field, json, name) => writeFixed64s(writer, field, json.uint64s(name)),
  double: (writer, field, json, name) => writer.double(field, json.double(name)),
  bytes: (writer, field, json, name) => writer.bytes(field, json.base64(name)),
  id: (writer, field, json, name) => writer.hex(field, json.hex(name)),
}
