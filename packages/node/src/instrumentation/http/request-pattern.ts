import { http } from '../../builtins.ts'
import { pathOf } from './urls.ts'

/** Which requests an operator means: `/healthz`, `GET /internal/*`. */
export interface RequestPattern {
  /** Undefined: any. */
  readonly method: string | undefined
  /** The path, cut at its wildcards; one part is a path without. */
  readonly parts: readonly string[]
}

export type MatchedRequest = { readonly method?: string | undefined; readonly url?: string | undefined }

const SYNTAX = /^(?:([a-z-]+)\s+)?([/*][^\s?#]*)$/i

/** Undefined for what can match no request. */
export function parseRequestPattern(text: string): RequestPattern | undefined {
  const [, methodText, path] = SYNTAX.exec(text) ?? []
  const method = methodText?.toUpperCase()
  if (path === undefined || (method !== undefined && !http().METHODS.includes(method))) return undefined
  return { method, parts: path.split('*') }
}

export const requestMatches = ({ method, parts }: RequestPattern, request: MatchedRequest): boolean =>
  (method === undefined || method === request.method) && pathMatches(parts, pathWithoutQuery(request.url ?? ''))

function pathWithoutQuery(target: string): string {
  const path = pathOf(target)
  const queryStart = path.indexOf('?')
  return queryStart < 0 ? path : path.slice(0, queryStart)
}

/**
 * Whether `path` has `parts` one after the other, the first at its start and the last at its end. No regular expression:
 * one of several wildcards can be kept busy for seconds by a path that somebody chose for it.
 */
export function pathMatches(parts: readonly string[], path: string): boolean {
  const [first = '', ...others] = parts
  const last = others.pop()
  if (last === undefined) return path === first
  if (!path.startsWith(first) || !path.endsWith(last)) return false
  let position = first.length
  for (const part of others) {
    const start = path.indexOf(part, position)
    if (start < 0) return false
    position = start + part.length
  }
  return position <= path.length - last.length
}
