import type { IncomingHttpHeaders } from 'node:http'
import type { RecordedSpan } from '../../trace/span.ts'

/** Is shown a request that was sampled out, by its span and its headers. */
export type OnSampledOut = (span: RecordedSpan, headers: IncomingHttpHeaders) => void

/** Keeps the local traces of requests that ask for it by the header `name`, in lower case. */
export function keepByHeader(name: string | undefined, keep: (span: RecordedSpan) => void): OnSampledOut {
  if (name === undefined) return () => {}
  return (span, headers) => {
    if (isYes(headers[name])) keep(span)
  }
}

/** Anything but what people write for no. */
const isYes = (value: string | string[] | undefined): boolean =>
  value !== undefined && !['', '0', 'false'].includes(String(value).toLowerCase())
