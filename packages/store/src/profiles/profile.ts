import { ProtoWriter } from '@throughline/otlp'
import type { Dictionary } from './dictionary.ts'
import { readFields } from './read-fields.ts'
import type { ProfileGroup } from './visit-profiles.ts'

/** What the columns say of a profile. */
export interface Profile {
  readonly timeUnixNano: bigint
  readonly durationNano: bigint
  /** Hex digits; empty where the sender gave none. */
  readonly profileId: string
  readonly sampleType: ValueType
  readonly periodType: ValueType
  readonly period: bigint
}

export interface ValueType {
  readonly type: string
  readonly unit: string
}

export function readProfile(message: Uint8Array, dictionary: Dictionary): Profile {
  const none = { type: '', unit: '' }
  const profile = { timeUnixNano: 0n, durationNano: 0n, profileId: '', sampleType: none, periodType: none, period: 0n }
  readFields(message, {
    1: reader => {
      profile.sampleType = readValueType(reader.bytes(), dictionary)
    },
    3: reader => {
      profile.timeUnixNano = reader.fixed64()
    },
    4: reader => {
      profile.durationNano = BigInt.asUintN(64, reader.int64())
    },
    5: reader => {
      profile.periodType = readValueType(reader.bytes(), dictionary)
    },
    6: reader => {
      profile.period = reader.int64()
    },
    7: reader => {
      profile.profileId = reader.hex()
    },
  })
  return profile
}

function readValueType(message: Uint8Array, dictionary: Dictionary): ValueType {
  const valueType = { type: '', unit: '' }
  readFields(message, {
    1: reader => {
      valueType.type = dictionary.stringAt(reader.int32())
    },
    2: reader => {
      valueType.unit = dictionary.stringAt(reader.int32())
    },
  })
  return valueType
}

/** `ProfilesData` of this profile alone, without its dictionary. */
export function writeAlone(profile: Uint8Array, { resource, scope }: ProfileGroup): Uint8Array {
  const writer = ProtoWriter.growing()
  const resourceGroup = writer.begin(1)
  writer.bytes(1, resource.bytes)
  const scopeGroup = writer.begin(2)
  writer.bytes(1, scope.bytes)
  writer.bytes(2, profile)
  writer.string(3, scope.schemaUrl)
  writer.end(scopeGroup)
  writer.string(3, resource.schemaUrl)
  writer.end(resourceGroup)
  return writer.written()
}
