import { hollowBelowBytes } from '../limits.ts'
import { err, ok, type Result } from '../result.ts'
import { ProtoReader } from '../wire/proto-reader.ts'

// The requests of all signals are laid out alike: groups by resource, in them groups by scope, in them what was recorded.

/** Reads a whole payload. Unknown fields are passed over, here as everywhere. */
export function readGroups<Group>(
  bytes: Uint8Array,
  readResourceGroup: (reader: ProtoReader) => Group,
): Result<Group[]> {
  const reader = new ProtoReader(bytes)
  const groups: Group[] = []
  while (reader.next()) {
    if (reader.field === 1) groups.push(readResourceGroup(reader))
    else reader.skip()
  }
  return reader.failure === undefined ? ok(groups) : err(reader.failure)
}

/** Reads a group by resource or by scope into `group`: field 1 is whose it is, field 2 one of what is in it. */
export function readGroup(
  reader: ProtoReader,
  group: { schemaUrl: string },
  mergeOwner: () => void,
  readItem: () => void,
): void {
  const outer = reader.enter(hollowBelowBytes.group)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        mergeOwner()
        break
      case 2:
        readItem()
        break
      case 3:
        group.schemaUrl = reader.string()
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
}
