import { RecordList } from '../recorder/record-list.ts'

/** Records of one scope, as a reader would give them. */
export function recordsWith(payloads: readonly Uint8Array[]): RecordList {
  const records = new RecordList(Buffer.concat(payloads))
  let start = 0
  for (const { length } of payloads) {
    records.add(1, start, start + length)
    start += length
  }
  return records
}

export const payloadsOf = (records: RecordList): readonly Uint8Array[] =>
  Array.from({ length: records.count }, (_, i) => records.payload(i))
