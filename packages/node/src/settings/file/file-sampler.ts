import { alwaysOff, type HeadSampler, parentBased, traceIdRatio } from '../../sampling/head-sampler.ts'
import { complainOfProperties, type Properties } from './check-properties.ts'
import type { FileReader } from './file-reader.ts'
import { samplerProperties } from './properties.ts'

/**
 * The sampler at `path`; where there is none, that of the variables' default.
 *
 * @param all what `always_on` means; see `headSampler`
 */
export function fileSampler(
  file: FileReader,
  path: string,
  all: HeadSampler,
  fallback = parentBased(all),
): HeadSampler {
  const [name, ...others] = file.keys(path)
  for (const other of others) file.complainOf(`${path}.${other}`, 'possible besides another sampler', `${name}`)
  switch (name) {
    case 'always_on':
      return all
    case 'always_off':
      return alwaysOff
    case 'trace_id_ratio_based':
      return traceIdRatio(file.number([`${path}.${name}.ratio`], { min: 0, max: 1 }, 1))
    case 'parent_based':
      return parentBasedAt(file, `${path}.${name}`, all)
    default:
      return fallback
  }
}

/** What follows a parent's decision: only that which the specification has for its defaults. */
const followers: Readonly<Record<string, string>> = {
  remote_parent_sampled: 'always_on',
  remote_parent_not_sampled: 'always_off',
  local_parent_sampled: 'always_on',
  local_parent_not_sampled: 'always_off',
}

function parentBasedAt(file: FileReader, path: string, all: HeadSampler): HeadSampler {
  complainOfProperties(file, parentBasedProperties, path)
  for (const [follower, only] of Object.entries(followers)) {
    const [name = only] = file.keys(`${path}.${follower}`)
    if (name !== only) file.complainOf(`${path}.${follower}`, `supported with ${name}`, only)
  }
  return parentBased(fileSampler(file, `${path}.root`, all, all))
}

const parentBasedProperties: Properties = {
  root: samplerProperties,
  ...Object.fromEntries(Object.keys(followers).map(name => [name, 'unjudged' as const])),
}
