import { parseRequestPattern, type RequestPattern } from '../instrumentation/http/request-pattern.ts'
import type { SamplingRule } from '../instrumentation/http/sampling-rules.ts'
import { type HeadSampler, traceIdRatio } from '../sampling/head-sampler.ts'
import type { EnvironmentReader } from './environment.ts'

export const excludedRequests = (reader: EnvironmentReader): readonly RequestPattern[] =>
  reader.members(
    'THROUGHLINE_EXCLUDED_URLS',
    parseRequestPattern,
    'a path such as /healthz, /internal/* or GET /healthz',
  )

/** Each follows a parent where `base` does. */
export const samplingRules = (reader: EnvironmentReader, { isParentBased }: HeadSampler): readonly SamplingRule[] =>
  reader.members(
    'THROUGHLINE_SAMPLING_RULES',
    member => parseRule(member, isParentBased),
    'a path and a ratio from 0 to 1, such as /api/*=0.1 or GET /healthz=0',
  )

function parseRule(text: string, isParentBased: boolean): SamplingRule | undefined {
  const equals = text.lastIndexOf('=')
  const pattern = parseRequestPattern(text.slice(0, equals).trim())
  const ratio = ratioOf(text.slice(equals + 1).trim())
  if (equals < 0 || pattern === undefined || ratio === undefined) return undefined
  return { pattern, sampler: { ...traceIdRatio(ratio), isParentBased } }
}

function ratioOf(text: string): number | undefined {
  const ratio = Number(text)
  return text !== '' && ratio >= 0 && ratio <= 1 ? ratio : undefined
}
