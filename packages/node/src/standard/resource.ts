import type { Attributes } from '@opentelemetry/api'
import type { Resource } from './types.ts'

/** The resource as standard exporters read it: `@opentelemetry/otlp-transformer` asks for no more than this. */
export class StandardResource implements Resource {
  readonly attributes: Attributes

  constructor(attributes: Attributes) {
    this.attributes = attributes
  }

  merge(other: Resource | null): Resource {
    return new StandardResource({ ...this.attributes, ...other?.attributes })
  }

  getRawAttributes(): [string, unknown][] {
    return Object.entries(this.attributes)
  }
}
