import { readFields } from './read-fields.ts'

/** Whose a profile is: the bytes of resource and scope, and their schemas. */
export interface ProfileGroup {
  readonly resource: Owner
  readonly scope: Owner
}

export interface Owner {
  readonly bytes: Uint8Array
  readonly schemaUrl: string
}

/**
 * Goes through an `ExportProfilesServiceRequest`, profile by profile, with nothing kept on the way: a request may be made of
 * millions of messages that are empty. Profiles of one group follow one another.
 *
 * Source: opentelemetry-proto 1.11, `profiles/v1development/profiles.proto`.
 */
export function visitProfiles(request: Uint8Array, visit: (profile: Uint8Array, group: ProfileGroup) => void): void {
  const visitScopeGroup = (message: Uint8Array, resource: Owner): void => {
    const group = { resource, scope: readOwner(message) }
    readFields(message, { 2: reader => visit(reader.bytes(), group) })
  }
  const visitResourceGroup = (message: Uint8Array): void => {
    const resource = readOwner(message)
    readFields(message, { 2: reader => visitScopeGroup(reader.bytes(), resource) })
  }
  readFields(request, { 1: reader => visitResourceGroup(reader.bytes()) })
}

/** Groups by resource and by scope are laid out alike: whose they are, what is in them, the schema. */
function readOwner(group: Uint8Array): Owner {
  const parts: Uint8Array[] = []
  let schemaUrl = ''
  readFields(group, {
    1: reader => parts.push(reader.bytes()),
    3: reader => {
      schemaUrl = reader.string()
    },
  })
  // A message field that comes twice is the one behind the other.
  return { bytes: Buffer.concat(parts), schemaUrl }
}
