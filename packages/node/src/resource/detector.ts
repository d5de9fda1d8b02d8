import type { Attributes } from '@opentelemetry/api'
import type { Environment } from '../settings/environment.ts'
import type { Surroundings } from './surroundings.ts'

/** What it knows of where it looks; attributes that it does not know are undefined, and left out. */
export type Detector = (surroundings: Surroundings) => Attributes

/** The first of `names` that is set to something. */
export const firstOf = (environment: Environment, names: readonly string[]): string | undefined =>
  names.map(name => environment[name]?.trim()).find(value => value !== undefined && value !== '')
