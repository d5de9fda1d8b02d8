import { type Document, isScalar, visit } from 'yaml'

export type Environment = Readonly<Record<string, string | undefined>>

/** What cannot be put in: at an offset in the text, with a reason. */
export interface Unusable {
  readonly offset: number
  readonly message: string
}

/** OpenTelemetry's configuration data model, "Environment variable substitution", and what looks like a reference. */
const reference = /\$\{(?:(?:env:)?([A-Za-z_]\w*)(:-([^}\n]*))?|[^}]*)\}/g

/**
 * Puts variables into the scalars of `document`, and reads the types of those without quotes anew. Keys stay as they are,
 * and so does what a variable holds: it is text, whatever it looks like. Other than there, an unset variable without a
 * default is an error: an empty token would open the door that it was meant to close.
 */
export function substitute(document: Document, environment: Environment): readonly Unusable[] {
  const unusable: Unusable[] = []
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || !node.source?.includes('$')) return
      const complain = (message: string) => unusable.push({ offset: node.range?.[0] ?? 0, message })
      const text = substituted(node.source, environment, complain)
      node.value = node.type === 'PLAIN' && node.tag === undefined ? typed(document, text) : text
    },
  })
  return unusable
}

function substituted(text: string, environment: Environment, complain: (message: string) => void): string {
  // An escaped `$` is no part of any reference, so these are looked for between two of them.
  const parts = text.split('$$').map(part =>
    part.replace(reference, (whole, name?: string, hasDefault?: string, fallback = '') => {
      // An empty variable counts as unset, as the specification says.
      const value = name === undefined ? undefined : environment[name] || (hasDefault && fallback)
      if (name === undefined) complain(`${whole} is no reference; write \${NAME} or \${NAME:-default}, and $$ for a $`)
      else if (value === undefined)
        complain(`${name} is not set in the environment; set it, or write \${${name}:-default}`)
      return value ?? ''
    }),
  )
  return parts.join('$')
}

/** As YAML's core schema reads a scalar without quotes, but that a variable which holds `null` is not the same as none. */
function typed({ schema, options }: Document, text: string): unknown {
  for (const tag of schema.tags) {
    if (tag.collection !== undefined || tag.default !== true || !tag.test?.test(text)) continue
    const resolved = tag.resolve(text, () => {}, options)
    const value = isScalar(resolved) ? resolved.value : resolved
    return value === null && text !== '' ? text : value
  }
  return text
}
