import type * as Yaml from 'yaml'
import type { Environment } from '../environment.ts'

/** Configuration data model, "Environment variable substitution": SUBSTITUTION-REF, and what looks like one. */
const reference = /\$\{(?:(?:env:)?([A-Za-z_]\w*)(?::-([^}\n]*))?|[^}]*)\}/g

/**
 * Puts variables into the scalars of `document`, and reads the types of those without quotes anew. Keys stay as they are,
 * and so does what a variable holds: it is text, whatever it looks like.
 *
 * @returns the offset of the first reference that is none
 */
export function substitute(yaml: typeof Yaml, document: Yaml.Document, environment: Environment): number | undefined {
  let invalid: number | undefined
  yaml.visit(document, {
    Scalar(key, node) {
      if (key === 'key' || node.source === undefined || !node.source.includes('$')) return undefined
      const text = substituted(node.source, environment)
      if (text === undefined) {
        invalid = node.range?.[0] ?? 0
        return yaml.visit.BREAK
      }
      node.value = node.type === 'PLAIN' && node.tag === undefined ? typed(yaml, document, text) : text
      return undefined
    },
  })
  return invalid
}

/** Undefined where a reference is none. */
function substituted(text: string, environment: Environment): string | undefined {
  let isValid = true
  // An escaped `$` is no part of any reference, so these are looked for between two of them.
  const parts = text.split('$$').map(part =>
    part.replace(reference, (_whole, name: string | undefined, fallback = '') => {
      if (name === undefined) isValid = false
      return environment[name ?? ''] || fallback
    }),
  )
  return isValid ? parts.join('$') : undefined
}

/** As YAML's core schema reads a scalar without quotes. */
function typed(yaml: typeof Yaml, { schema, options }: Yaml.Document, text: string): unknown {
  for (const tag of schema.tags) {
    if (tag.collection !== undefined || tag.default !== true || !tag.test?.test(text)) continue
    const value = tag.resolve(text, () => {}, options)
    return yaml.isScalar(value) ? value.value : value
  }
  return text
}
