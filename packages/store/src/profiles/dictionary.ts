import { readFields } from './read-fields.ts'

/** What the profiles of one request refer to, as far as columns need it. */
export interface Dictionary {
  readonly bytes: Uint8Array
  /** The text at that place of the string table; empty where there is none. */
  stringAt(index: number): string
}

/** The `ProfilesDictionary` of a request. A message field that comes twice is the one behind the other. */
export function readDictionary(request: Uint8Array): Dictionary {
  const parts: Uint8Array[] = []
  readFields(request, { 2: reader => parts.push(reader.bytes()) })
  const bytes = Buffer.concat(parts)
  // Where each begins and ends: most are names of functions, which no column has, and there may be millions.
  const starts: number[] = []
  const ends: number[] = []
  readFields(bytes, {
    5: reader => {
      const { byteOffset, length } = reader.bytes()
      starts.push(byteOffset - bytes.byteOffset)
      ends.push(byteOffset - bytes.byteOffset + length)
    },
  })
  return { bytes, stringAt: index => bytes.toString('utf8', starts[index] ?? 0, ends[index] ?? 0) }
}
