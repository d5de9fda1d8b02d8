import { ProtoWriter } from '@throughline/otlp'
import type { Database } from '../database/database.ts'
import { RowReader } from '../rowbinary/reader.ts'

const profileSql = `
SELECT Profile, DictionaryHash
FROM otel_profiles
WHERE ProfileId = {profileId:String}
LIMIT 1
FORMAT RowBinary`

/** The longest: all rows of the request but one have it empty. */
const dictionarySql = `
SELECT Dictionary
FROM otel_profiles
WHERE DictionaryHash = {hash:String}
ORDER BY length(Dictionary) DESC
LIMIT 1
FORMAT RowBinary`

/** The profile with its dictionary as OTLP; undefined when there is none of that id. */
export async function readProfile(
  database: Pick<Database, 'query'>,
  profileId: string,
): Promise<Uint8Array | undefined> {
  const found = new RowReader(await database.query(profileSql, { profileId }))
  if (found.atEnd) return undefined
  const writer = ProtoWriter.growing()
  writer.raw(found.bytes())
  const dictionary = new RowReader(await database.query(dictionarySql, { hash: found.text() }))
  if (!dictionary.atEnd) writer.bytes(2, dictionary.bytes())
  return writer.written()
}
