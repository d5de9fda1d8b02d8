import { ProtoWriter } from '@throughline/otlp'

/** What a test says of a profile. */
export interface GivenProfile {
  readonly profileId: string
  readonly timeUnixNano: bigint
}

/** The texts that profiles refer to by their place. */
export const strings = ['', 'cpu', 'nanoseconds', 'service.name', 'checkout', 'wall']

/** `ExportProfilesServiceRequest`, all of it in the order of the fields, as programs write it. */
export function profilesRequest(...profiles: readonly GivenProfile[]): Uint8Array {
  const writer = ProtoWriter.growing()
  within(writer, 1, () => {
    within(writer, 1, () => {
      // Key and text from the dictionary, as the Collector sends them.
      within(writer, 1, () => {
        within(writer, 2, () => writer.varint(8, 4))
        writer.varint(3, 3)
      })
      within(writer, 1, () => {
        writer.string(1, 'host.cpus')
        within(writer, 2, () => writer.varint(3, 8))
      })
    })
    within(writer, 2, () => {
      within(writer, 1, () => {
        writer.string(1, 'profiler')
        writer.string(2, '1.0')
      })
      for (const profile of profiles) within(writer, 2, () => writeProfile(writer, profile))
      writer.string(3, 'https://example.com/scope')
    })
    writer.string(3, 'https://example.com/resource')
  })
  within(writer, 2, () => {
    for (const text of strings) writer.string(5, text)
  })
  return writer.written()
}

function writeProfile(writer: ProtoWriter, { profileId, timeUnixNano }: GivenProfile): void {
  within(writer, 1, () => {
    writer.varint(1, 1)
    writer.varint(2, 2)
  })
  // A sample, of which no column says anything.
  within(writer, 2, () => writer.varint(1, 7))
  writer.fixed64(3, timeUnixNano)
  writer.varint(4, 1_000_000)
  within(writer, 5, () => writer.varint(1, 5))
  writer.varint64(6, -10n)
  writer.hex(7, profileId)
}

function within(writer: ProtoWriter, field: number, write: () => void): void {
  const mark = writer.begin(field)
  write()
  writer.end(mark)
}
