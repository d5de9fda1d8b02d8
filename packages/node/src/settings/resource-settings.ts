import { type DetectorName, detectorNames, namesWithoutEffect } from '../resource/names.ts'
import type { EnvironmentReader } from './environment.ts'

const known = [...detectorNames, ...namesWithoutEffect, 'all', 'none'] as const

/** By the rules of OpenTelemetry's own: all; none at all as soon as `none` is among them, but not beside `all`. */
export function resourceDetectors(reader: EnvironmentReader): ReadonlySet<DetectorName> {
  const name = 'OTEL_NODE_RESOURCE_DETECTORS'
  if (reader.text(name) === undefined) return new Set(detectorNames)
  const allowed = `one of ${known.join(', ')}`
  const asked = reader.members(name, member => known.find(each => each === member.toLowerCase()), allowed)
  if (asked.includes('all')) return new Set(detectorNames)
  return new Set(asked.includes('none') ? [] : detectorNames.filter(each => asked.includes(each)))
}
