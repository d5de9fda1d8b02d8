import { type InstrumentationName, instrumentationNames, namesOfOthers } from '../instrumentation/names.ts'
import type { EnvironmentReader } from './environment.ts'

const ENABLED = 'OTEL_NODE_ENABLED_INSTRUMENTATIONS'
const DISABLED = 'OTEL_NODE_DISABLED_INSTRUMENTATIONS'

/** Those that are on, by the rules of OpenTelemetry's own: all, or those that are enabled, and then without the disabled. */
export function instrumentationsOn(reader: EnvironmentReader): ReadonlySet<InstrumentationName> {
  const enabled = reader.text(ENABLED) === undefined ? instrumentationNames : namesIn(reader, ENABLED)
  const disabled = namesIn(reader, DISABLED)
  return new Set(instrumentationNames.filter(name => enabled.includes(name) && !disabled.includes(name)))
}

const known: readonly string[] = [...instrumentationNames, ...namesOfOthers]

function namesIn(reader: EnvironmentReader, variable: string): readonly string[] {
  const allowed = `one of ${instrumentationNames.join(', ')}, or another that OpenTelemetry has`
  return reader.members(variable, member => known.find(name => name === member.toLowerCase()), allowed)
}
