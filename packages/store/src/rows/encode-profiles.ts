import { createHash } from 'node:crypto'
import { describeGroup } from '../profiles/describe-group.ts'
import { type Dictionary, readDictionary } from '../profiles/dictionary.ts'
import { readProfile, writeAlone } from '../profiles/profile.ts'
import { type ProfileGroup, visitProfiles } from '../profiles/visit-profiles.ts'
import { writeRow } from '../rowbinary/columns.ts'
import { RowWriter } from '../rowbinary/writer.ts'
import { dayNano } from '../schema/partition.ts'
import { profileGroupColumns, storedProfileColumns } from '../schema/profile-columns.ts'
import type { EncodedRows } from './encode.ts'

/**
 * One row for each profile. All profiles of a request share a dictionary, most of its bytes; it is in the first row of each
 * day, so that it goes with the last profile that needs it.
 */
export function encodeProfiles(request: Uint8Array): EncodedRows {
  const dictionary = readDictionary(request)
  const dictionaryHash = createHash('sha256').update(dictionary.bytes).digest('hex')
  const days = new Set<bigint>()
  const out = new RowWriter()
  let repeated = new RowWriter(0)
  let repeatedOf: ProfileGroup | undefined
  let rows = 0
  visitProfiles(request, (bytes, group) => {
    if (group !== repeatedOf) repeated = encodeGroup(group, dictionary)
    repeatedOf = group
    const profile = readProfile(bytes, dictionary)
    const day = profile.timeUnixNano / dayNano
    out.raw(repeated.bytes())
    writeRow(storedProfileColumns, out, {
      ...profile,
      alone: writeAlone(bytes, group),
      dictionaryHash,
      dictionary: days.has(day) ? nothing : dictionary.bytes,
    })
    days.add(day)
    rows++
  })
  return { bytes: out.bytes(), rows }
}

function encodeGroup(group: ProfileGroup, dictionary: Dictionary): RowWriter {
  const out = new RowWriter(1024)
  writeRow(profileGroupColumns, out, describeGroup(group, dictionary))
  return out
}

const nothing = new Uint8Array(0)
