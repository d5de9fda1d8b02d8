import type { RecordedSpan } from '../trace/span.ts'

/** Is shown a request that was sampled out, by its span and its raw headers. */
export type OnSampledOut = (span: RecordedSpan, rawHeaders: readonly string[]) => void

/** Keeps the local traces of requests that ask for it by the header `name`, in lower case. */
export function keepByHeader(name: string | undefined, keep: (span: RecordedSpan) => void): OnSampledOut {
  if (name === undefined) return () => {}
  return (span, rawHeaders) => {
    if (asks(name, rawHeaders)) keep(span)
  }
}

function asks(name: string, rawHeaders: readonly string[]): boolean {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const candidate = rawHeaders[i] ?? ''
    const isIt = candidate.length === name.length && candidate.toLowerCase() === name
    if (isIt && isYes(rawHeaders[i + 1] ?? '')) return true
  }
  return false
}

/** Anything but what people write for no. */
const isYes = (value: string): boolean => !['', '0', 'false'].includes(value.toLowerCase())
