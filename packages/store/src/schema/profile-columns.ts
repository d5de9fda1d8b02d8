import type { DescribedGroup } from '../profiles/describe-group.ts'
import type { Profile } from '../profiles/profile.ts'
import { bytes, int64, nanoTime, repeatedText, text, uint64 } from '../rowbinary/codecs.ts'
import { type Columns, column, type ObjectColumns } from '../rowbinary/columns.ts'
import { attributeTexts } from '../rows/attributes.ts'
import { serviceNameIn } from './group-columns.ts'

/** The columns of `otel_profiles`. What they do not say is in the bytes of the profile. */

export const profileGroupColumns = {
  ServiceName: column(repeatedText, group => serviceNameIn(group.resourceAttributes)),
  ResourceAttributes: column(attributeTexts, group => group.resourceAttributes),
  ScopeName: column(text, group => group.scopeName),
  ScopeVersion: column(text, group => group.scopeVersion),
  ScopeAttributes: column(attributeTexts, group => group.scopeAttributes),
} satisfies ObjectColumns<DescribedGroup>

/** A profile, and what is kept of it as bytes. */
export interface StoredProfile extends Profile {
  readonly alone: Uint8Array
  /** Of the dictionary's bytes. */
  readonly dictionaryHash: string
  /** Empty where another row has it. */
  readonly dictionary: Uint8Array
}

export const storedProfileColumns = {
  Timestamp: column(nanoTime, profile => profile.timeUnixNano),
  ProfileId: column(text, profile => profile.profileId),
  SampleType: column(repeatedText, profile => profile.sampleType.type),
  SampleUnit: column(repeatedText, profile => profile.sampleType.unit),
  DurationNano: column(uint64, profile => profile.durationNano),
  Period: column(int64, profile => profile.period),
  PeriodType: column(repeatedText, profile => profile.periodType.type),
  PeriodUnit: column(repeatedText, profile => profile.periodType.unit),
  Profile: column(bytes, profile => profile.alone),
  DictionaryHash: column(text, profile => profile.dictionaryHash),
  Dictionary: column(bytes, profile => profile.dictionary),
} satisfies ObjectColumns<StoredProfile>

/** Everything in the order of a row's bytes. */
export const profileColumns: Columns = { ...profileGroupColumns, ...storedProfileColumns }
