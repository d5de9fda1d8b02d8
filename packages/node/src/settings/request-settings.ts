import { parseRequestPattern, type RequestPattern } from '../instrumentation/request-pattern.ts'
import type { EnvironmentReader } from './environment.ts'

export const excludedRequests = (reader: EnvironmentReader): readonly RequestPattern[] =>
  reader.members(
    'THROUGHLINE_EXCLUDED_URLS',
    parseRequestPattern,
    'a path such as /healthz, /internal/* or GET /healthz',
  )
