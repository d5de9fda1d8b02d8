import type { KeyValue } from '@throughline/otlp'
import { readAttributes } from './attributes.ts'
import type { Dictionary } from './dictionary.ts'
import { readFields } from './read-fields.ts'
import type { ProfileGroup } from './visit-profiles.ts'

/** What the columns say of whose a profile is. */
export interface DescribedGroup {
  readonly resourceAttributes: readonly KeyValue[]
  readonly scopeName: string
  readonly scopeVersion: string
  readonly scopeAttributes: readonly KeyValue[]
}

export function describeGroup({ resource, scope }: ProfileGroup, dictionary: Dictionary): DescribedGroup {
  let scopeName = ''
  let scopeVersion = ''
  readFields(scope.bytes, {
    1: reader => {
      scopeName = reader.string()
    },
    2: reader => {
      scopeVersion = reader.string()
    },
  })
  return {
    resourceAttributes: readAttributes(resource.bytes, 1, dictionary),
    scopeName,
    scopeVersion,
    scopeAttributes: readAttributes(scope.bytes, 3, dictionary),
  }
}
