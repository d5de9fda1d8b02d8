import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRow } from './rowbinary/columns.ts'
import { RowReader } from './rowbinary/reader.ts'
import { encodeProfiles } from './rows/encode-profiles.ts'
import { dayNano } from './schema/partition.ts'
import { profileGroupColumns, storedProfileColumns } from './schema/profile-columns.ts'
import { profilesRequest, strings } from './testing/profiles.ts'
import { startUnixNano, traceIdOf } from './testing/spans.ts'
import { openTemporaryStore } from './testing/temporary-store.ts'

const first = { profileId: traceIdOf(1), timeUnixNano: startUnixNano }
const second = { profileId: traceIdOf(2), timeUnixNano: startUnixNano + 1n }
const nextDay = { profileId: traceIdOf(3), timeUnixNano: startUnixNano + dayNano }

test('a profile comes back as it was sent, alone and with its dictionary', async t => {
  const store = await openTemporaryStore(t)
  await store.appendProfiles(profilesRequest(first, second, nextDay))
  await store.flush()
  assert.equal((await store.countRows()).otel_profiles, 3)
  for (const profile of [first, second, nextDay]) {
    assert.deepEqual(await store.readProfile(profile.profileId), profilesRequest(profile))
  }
  assert.equal(await store.readProfile(traceIdOf(4)), undefined)
})

test('a request without profiles has no rows', () => {
  assert.equal(encodeProfiles(new Uint8Array(0)).rows, 0)
  assert.equal(encodeProfiles(profilesRequest()).rows, 0)
})

test('a row says whose a profile is and what it measures; the dictionary is in one row of each day', () => {
  const { bytes, rows } = encodeProfiles(profilesRequest(first, second, nextDay))
  assert.equal(rows, 3)
  const from = new RowReader(bytes)
  const read = () => ({ ...readRow(profileGroupColumns, from), ...readRow(storedProfileColumns, from) })
  const [one, other, last] = [read(), read(), read()]
  assert.ok(from.atEnd)
  const { Profile, Dictionary, DictionaryHash, ...columns } = one
  assert.deepEqual(columns, {
    ServiceName: 'checkout',
    ResourceAttributes: [
      ['service.name', 'checkout'],
      ['host.cpus', '8'],
    ],
    ScopeName: 'profiler',
    ScopeVersion: '1.0',
    ScopeAttributes: [],
    Timestamp: startUnixNano,
    ProfileId: traceIdOf(1),
    SampleType: 'cpu',
    SampleUnit: 'nanoseconds',
    DurationNano: 1_000_000n,
    Period: -10n,
    PeriodType: 'wall',
    PeriodUnit: '',
  })
  assert.ok(Profile.length > 0)
  const text = Buffer.from(Dictionary).toString()
  for (const each of strings) assert.ok(text.includes(each))
  assert.deepEqual([other.Dictionary.length, last.Dictionary], [0, Dictionary])
  assert.deepEqual([other.DictionaryHash, last.DictionaryHash], [DictionaryHash, DictionaryHash])
})
